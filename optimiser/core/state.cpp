#include "state.h"

#include <algorithm>

namespace kith {
namespace {

// Past this many settled events in one change, the rounds are taken to wait for each other in a circle.
constexpr int kMostUpdates = 200;

}  // namespace

State::State(const Problem& problem, Cost violation_weight)
    : problem_(problem), violation_weight_(violation_weight), most_updates_(kMostUpdates) {
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

// Gives what was attached a start that fits its new place before any event is settled; otherwise what follows
// would first be worked out from the start it had in its old place.
void State::settle_attached() {
    for (const Chain& chain : attached_) {
        for (int node = chain.first;; node = next_[node]) {
            set_start(node, std::max(release_[node], arrival(node)));
            if (problem_.cluster_of[node] != kNone) touch(node);
            if (node == chain.last) break;
        }
        touch(next_[chain.last]);
    }
    attached_.clear();
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

// The earliest moment the node's worker can be there; what is done or in progress does not move.
Time State::arrival(int node) const {
    if (problem_.frozen[node]) return release_[node];
    const int before = previous_[node];
    Time depart = start_[before] + problem_.nodes[before].service;
    if (depart < problem_.now) depart = problem_.now;
    if (problem_.is_break(node)) return depart;
    const int stop = problem_.is_break(before) ? stop_before(node) : before;
    return depart + problem_.travel_time(worker_of_[node], stop, node);
}

void State::set_start(int node, Time start) {
    const Time old = start_[node];
    if (start == old) return;
    const Node& facts = problem_.nodes[node];
    totals_.timing += facts.cost_of_starting_at(start) - facts.cost_of_starting_at(old);
    totals_.violation += facts.violation_of_starting_at(start) - facts.violation_of_starting_at(old);
    const Time until = problem_.preferred_until[node];
    const Time lateness = old - until;
    if (start < old && (lateness == totals_.peak || lateness == highest_new_)) peak_disturbed_ = true;
    highest_new_ = std::max(highest_new_, start - until);
    put(start_[node], start);
}

void State::settle_start(int node, Time start) {
    const Time old = start_[node];
    if (start == old) return;
    set_start(node, start);
    if (next_[node] != kNone) touch(next_[node], start < old);
}

void State::settle_pair(const Gap& gap) {
    if (assigned(gap.first) && assigned(gap.second)) {
        Time first = std::max(release_[gap.first], arrival(gap.first));
        Time second = std::max(release_[gap.second], arrival(gap.second));
        first = std::max(first, second - gap.max_gap);
        second = std::max(second, first + gap.min_gap);
        settle_start(gap.first, first);
        settle_start(gap.second, second);
    } else {
        const int only = assigned(gap.first) ? gap.first : gap.second;
        if (assigned(only)) settle_start(only, std::max(release_[only], arrival(only)));
    }
}

// Starts of linked items, computed from their arrivals alone so that two of them never hold each other up.
// False when the gaps cannot all be kept.
bool State::settle_cluster(const Cluster& cluster) {
    if (cluster.gaps.size() == 1) {
        settle_pair(cluster.gaps.front());
        return true;
    }
    for (const int node : cluster.members) {
        cluster_time_[node] = assigned(node) ? std::max(release_[node], arrival(node)) : kUnset;
    }
    bool changed = true;
    for (std::size_t round = 0; changed; ++round) {
        if (round > cluster.members.size()) return false;
        changed = false;
        for (const Gap& gap : cluster.gaps) {
            Time& first = cluster_time_[gap.first];
            Time& second = cluster_time_[gap.second];
            if (first == kUnset || second == kUnset) continue;
            if (second < first + gap.min_gap) {
                second = first + gap.min_gap;
                changed = true;
            }
            if (first < second - gap.max_gap) {
                first = second - gap.max_gap;
                changed = true;
            }
        }
    }
    for (const int node : cluster.members) {
        if (assigned(node)) settle_start(node, cluster_time_[node]);
    }
    return true;
}

// What the settled cost will be at least. While some event may still make starts earlier, all the timing costs there
// were before the change could vanish; once none may, what is there now only grows.
Cost State::cost_at_least() const {
    if (may_fall_ > 0) {
        return fixed_cost() + totals_.timing - kept_.timing +
               violation_weight_ * (totals_.violation - kept_.violation);
    }
    const Cost peak = peak_disturbed_ ? 0 : std::max<Cost>(totals_.peak, highest_new_);
    return fixed_cost() + totals_.timing + problem_.peak_weight * peak + violation_weight_ * totals_.violation;
}

bool State::settle(Cost limit) {
    settle_attached();
    int updates = 0;
    while (!events_.empty()) {
        if (cost_at_least() > limit) return false;
        const int node = events_.back().node;
        events_.pop_back();
        if (queued_[node] == kMayFall) --may_fall_;
        queued_[node] = 0;
        if (++updates > most_updates_) return false;
        if (problem_.cluster_of[node] != kNone) {
            if (!settle_cluster(problem_.clusters[problem_.cluster_of[node]])) return false;
        } else if (assigned(node)) {
            settle_start(node, std::max(release_[node], arrival(node)));
        }
    }
    update_peak();
    return true;
}

void State::update_peak() {
    if (problem_.peak_weight == 0) return;
    totals_.peak = peak_disturbed_ ? scan_peak() : std::max<Cost>(totals_.peak, highest_new_);
}

Time State::scan_peak() const {
    const int count = problem_.node_count();
    const Time* until = problem_.preferred_until.data();
    const int* start = start_.data();
    Time peak = 0;
    for (int node = problem_.first_task; node < count; ++node) peak = std::max(peak, start[node] - until[node]);
    return peak;
}

void State::keep() {
    attached_.clear();
    log_.clear();
    kept_ = totals_;
    highest_new_ = 0;
    peak_disturbed_ = false;
}

void State::drop_events() {
    attached_.clear();
    for (const Event& event : events_) queued_[event.node] = 0;
    events_.clear();
    may_fall_ = 0;
}

void State::undo() {
    drop_events();
    for (std::size_t i = log_.size(); i-- > 0;) *log_[i].where = log_[i].before;
    log_.clear();
    totals_ = kept_;
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
    highest_new_ = 0;
    peak_disturbed_ = false;
    most_updates_ = kMostUpdates + 200 * count;
    const bool settled = settle();
    most_updates_ = kMostUpdates;
    if (settled) keep();
    return settled;
}

}  // namespace kith
