#include "state.h"

#include <algorithm>

namespace kith {
State::State(const Problem& problem, Cost violation_weight)
    : problem_(problem), violation_weight_(violation_weight) {
    const auto count = static_cast<std::size_t>(problem.node_count());
    next_.assign(count, kNone);
    previous_.assign(count, kNone);
    worker_of_.assign(count, kNone);
    start_.assign(count, kUnset);
    release_.assign(count, 0);
    pool_.assign(count, kNone);
    place_in_pool_.assign(count, kNone);
    queued_.assign(count, 0);
    cluster_time_.assign(count, kUnset);
    log_.reserve(4096);
    events_.reserve(1024);
}

bool State::load(const kith_plan& plan) {
    const int workers = problem_.workers;
    pool_size_ = 0;
    for (int node = 2 * workers; node < problem_.node_count(); ++node) {
        next_[node] = previous_[node] = worker_of_[node] = kNone;
        const Time release = plan.releases[problem_.item_of_node(node)];
        release_[node] = release < 0 ? problem_.nodes[node].preferred_from : release;
    }
    for (int w = 0; w < workers; ++w) {
        int last = problem_.start_of(w);
        worker_of_[last] = worker_of_[problem_.end_of(w)] = w;
        previous_[last] = kNone;
        for (int i = plan.offsets[w]; i < plan.offsets[w + 1]; ++i) {
            const int node = problem_.node_of_item(plan.items[i]);
            worker_of_[node] = w;
            next_[last] = node;
            previous_[node] = last;
            last = node;
        }
        next_[last] = problem_.end_of(w);
        previous_[problem_.end_of(w)] = last;
        next_[problem_.end_of(w)] = kNone;
        release_[problem_.start_of(w)] = release_[problem_.end_of(w)] = problem_.nodes[problem_.start_of(w)].earliest;
    }
    for (int node = 2 * workers; node < problem_.node_count(); ++node) {
        if (!assigned(node)) add_to_pool(node);
    }
    return recompute();
}

void State::save(kith_plan& plan) const {
    int count = 0;
    for (int w = 0; w < problem_.workers; ++w) {
        plan.offsets[w] = count;
        for (int node = next_[problem_.start_of(w)]; problem_.is_item(node); node = next_[node]) {
            plan.items[count++] = problem_.item_of_node(node);
        }
    }
    plan.offsets[problem_.workers] = count;
    for (int node = 2 * problem_.workers; node < problem_.node_count(); ++node) {
        const int item = problem_.item_of_node(node);
        plan.starts[item] = assigned(node) ? start_[node] : kNone;
        plan.releases[item] = release_[node];
    }
}

void State::add_to_pool(int node) {
    put(pool_[pool_size_], node);
    put(place_in_pool_[node], pool_size_);
    put(pool_size_, pool_size_ + 1);
}

void State::take_from_pool(int node) {
    const int last = pool_[pool_size_ - 1];
    put(pool_[place_in_pool_[node]], last);
    put(place_in_pool_[last], place_in_pool_[node]);
    put(pool_size_, pool_size_ - 1);
}

void State::set_worker(int node, int worker) {
    totals_.assignment += problem_.assignment_cost(node, worker) - problem_.assignment_cost(node, worker_of_[node]);
    put(worker_of_[node], worker);
}

void State::detach(int first, int last) {
    const int worker = worker_of_[first];
    const int before = stop_before(first);
    const int after = stop_after(last);
    totals_.travel += leg(worker, before, after) - leg(worker, before, first) - leg(worker, last, after);
    const int next = next_[last];
    link(previous_[first], next);
    touch(next);
    if (next != after) touch(after);
}

void State::attach(int first, int last, int after) {
    const int worker = worker_of_[after];
    const int old_worker = worker_of_[first];
    const int next = next_[after];
    link(after, first);
    link(last, next);
    if (worker != old_worker) {
        for (int node = first;; node = next_[node]) {
            set_worker(node, worker);
            if (node == last) break;
            if (problem_.matrix_of[worker] != problem_.matrix_of[old_worker] ||
                problem_.travel_weight[worker] != problem_.travel_weight[old_worker]) {
                totals_.travel += leg(worker, node, next_[node]) - leg(old_worker, node, next_[node]);
            }
        }
    }
    const int before_stop = stop_before(first);
    const int after_stop = stop_after(last);
    totals_.travel += leg(worker, before_stop, first) + leg(worker, last, after_stop) - leg(worker, before_stop, after_stop);
    attached_.push_back({first, last});
    touch(next);
    if (next != after_stop) touch(after_stop);
}

void State::unassign(int node) {
    detach(node, node);
    totals_.assignment -= problem_.assignment_cost(node, worker_of_[node]);
    totals_.unserved += problem_.unserved[node];
    set_start(node, kUnset);
    put(worker_of_[node], kNone);
    add_to_pool(node);
    if (problem_.cluster_of[node] != kNone) touch(node);
}

void State::assign(int node, int after) {
    const int worker = worker_of_[after];
    take_from_pool(node);
    put(worker_of_[node], worker);
    totals_.assignment += problem_.assignment_cost(node, worker);
    totals_.unserved -= problem_.unserved[node];
    attach(node, node, after);
}

void State::move_break(int node, int after) {
    const int old_next = next_[node];
    const int old_stop = stop_after(node);
    link(previous_[node], old_next);
    touch(old_next);
    touch(old_stop);
    const int next = next_[after];
    link(after, node);
    link(node, next);
    touch(node);
    touch(next);
    touch(stop_after(node));
}

void State::set_release(int node, Time release) {
    put(release_[node], release);
    touch(node);
}

void State::keep() {
    attached_.clear();
    log_.clear();
    kept_ = totals_;
}

void State::undo() { undo_to({0, kept_}); }

void State::undo_to(const Mark& mark) {
    drop_events();
    for (; log_.size() > mark.changes; log_.pop_back()) *log_.back().where = log_.back().before;
    totals_ = settled_ = mark.totals;
    highest_new_ = 0;
    peak_disturbed_ = false;
}

bool State::consistent(int node) const {
    const int worker = worker_of_[node];
    if (worker == kNone) return true;
    for (const int other : problem_.apart[node]) {
        if (worker_of_[other] == worker) return false;
    }
    for (const int other : problem_.alike[node]) {
        if (worker_of_[other] != worker && assigned(other)) return false;
    }
    return true;
}

int State::starts_changed() const {
    std::vector<int> seen;
    for (const Change& change : log_) {
        const auto index = change.where - start_.data();
        if (index < 0 || index >= static_cast<std::ptrdiff_t>(start_.size())) continue;
        if (problem_.is_task(static_cast<int>(index)) && change.before != kUnset) seen.push_back(static_cast<int>(index));
    }
    std::sort(seen.begin(), seen.end());
    return static_cast<int>(std::unique(seen.begin(), seen.end()) - seen.begin());
}

bool State::recompute() {
    const int count = problem_.node_count();
    drop_events();
    std::fill(start_.begin(), start_.end(), kUnset);
    totals_ = Totals{};
    for (int w = 0; w < problem_.workers; ++w) {
        const int first = problem_.start_of(w);
        start_[first] = problem_.nodes[first].earliest;
        int stop = first;
        for (int node = next_[first]; node != kNone; node = next_[node]) {
            if (problem_.is_item(node)) totals_.assignment += problem_.assignment_cost(node, w);
            if (problem_.is_break(node)) continue;
            totals_.travel += leg(w, stop, node);
            stop = node;
        }
        touch(next_[first]);
    }
    for (int i = 0; i < pool_size_; ++i) totals_.unserved += problem_.unserved[pool_[i]];
    settled_ = totals_;
    highest_new_ = 0;
    peak_disturbed_ = false;
    most_updates_ = kMostUpdates + 200 * count;
    const bool settled = settle();
    most_updates_ = kMostUpdates;
    if (settled) keep();
    return settled;
}

}  // namespace kith
