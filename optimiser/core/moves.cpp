#include "moves.h"

#include <algorithm>

namespace kith {

Moves::Moves(const Problem& problem, State& state, Random& random)
    : problem_(problem), state_(state), random_(random), may_unassign_(false) {
    for (const int node : problem.movable) {
        if (problem.is_break(node)) {
            breaks_.push_back(node);
            continue;
        }
        const Node& facts = problem.nodes[node];
        if (problem.bundle[node].size() == 2) paired_.push_back(node);
        if (facts.earliest < facts.preferred_from || facts.published != kUnset) retimable_.push_back(node);
        if (facts.latest + facts.service < kNever) may_unassign_ = true;
    }
}

// The shares are out of 1,024 and were tuned on the public instances (docs: the rota engine).
bool Moves::propose() {
    const int draw = static_cast<int>(random_.next() >> 54);
    if (state_.unassigned_count() > 0 && draw < 100) return assign_bundle();
    if (draw < 104 && may_unassign_) return unassign_bundle();
    if (draw < 164 && !retimable_.empty()) return retime();
    if (draw < 180 && !breaks_.empty()) return shift_break();
    if (draw < 520) return relocate_near();
    if (draw < 600) return relocate_to_any_worker();
    if (draw < 680) return relocate_chain();
    if (draw < 780 && !paired_.empty()) return relocate_pair();
    if (draw < 910) return swap();
    return swap_tails();
}

int Moves::pick_movable_task() {
    const int node = random_.pick(problem_.movable);
    return problem_.is_task(node) && state_.assigned(node) ? node : kNone;
}

int Moves::place_near(int task) {
    const bool behind = random_.below(2) == 0;
    const auto& near = behind ? problem_.good_before[task] : problem_.good_after[task];
    if (near.empty()) return kNone;
    const int other = random_.pick(near);
    if (!state_.assigned(other)) return kNone;
    const int after = behind ? other : state_.previous(other);
    return state_.can_follow(after) ? after : kNone;
}

// The place in a worker's round where the start times pass a moment.
int Moves::place_for(int task, int worker, Time around) {
    int after = problem_.start_of(worker);
    for (;;) {
        const int next = state_.next(after);
        if (!problem_.is_item(next)) break;
        if (next != task && !problem_.frozen[next] && state_.start_of(next) > around) break;
        after = next;
    }
    return after == task ? state_.previous(after) : after;
}

bool Moves::relocate_near() {
    const int task = pick_movable_task();
    if (task == kNone) return false;
    const int after = place_near(task);
    if (after == kNone || after == task || after == state_.previous(task)) return false;
    if (!problem_.allowed(task, state_.worker_of(after))) return false;
    state_.detach(task, task);
    state_.attach(task, task, after);
    return state_.consistent(task);
}

bool Moves::relocate_to_any_worker() {
    const int task = pick_movable_task();
    if (task == kNone) return false;
    const int worker = random_.pick(problem_.able_workers[task]);
    const int after = place_for(task, worker, state_.start_of(task));
    if (after == state_.previous(task)) return false;
    state_.detach(task, task);
    state_.attach(task, task, after);
    return state_.consistent(task);
}

bool Moves::chain_allowed(int first, int last, int worker) const {
    for (int node = first;; node = state_.next(node)) {
        if (problem_.is_break(node) || problem_.frozen[node] || !problem_.allowed(node, worker)) return false;
        if (node == last) return true;
    }
}

bool Moves::relocate_chain() {
    const int first = pick_movable_task();
    if (first == kNone) return false;
    const int after = place_near(first);
    if (after == kNone || after == state_.previous(first)) return false;
    int last = first;
    for (int length = 1 + random_.below(3); length > 0; --length) {
        const int next = state_.next(last);
        if (!problem_.is_task(next)) break;
        last = next;
    }
    for (int node = first;; node = state_.next(node)) {
        if (node == after) return false;
        if (node == last) break;
    }
    const int worker = state_.worker_of(after);
    if (!chain_allowed(first, last, worker)) return false;
    state_.detach(first, last);
    state_.attach(first, last, after);
    for (int node = first;; node = state_.next(node)) {
        if (!state_.consistent(node)) return false;
        if (node == last) return true;
    }
}

bool Moves::relocate_pair() {
    const int task = random_.pick(paired_);
    if (!state_.assigned(task)) return false;
    const auto& bundle = problem_.bundle[task];
    const int partner = bundle[0] == task ? bundle[1] : bundle[0];
    if (!state_.assigned(partner) || problem_.frozen[partner]) return false;
    const int after = place_near(task);
    if (after == kNone || after == task || after == partner) return false;
    if (!problem_.allowed(task, state_.worker_of(after))) return false;
    const Time around = std::max(state_.start_of(after), problem_.nodes[task].earliest);
    state_.detach(task, task);
    state_.attach(task, task, after);
    int behind = kNone;
    if (random_.below(2) == 0) {
        behind = place_near(partner);
    } else {
        behind = place_for(partner, random_.pick(problem_.able_workers[partner]), around);
    }
    if (behind == kNone || behind == partner || !problem_.allowed(partner, state_.worker_of(behind))) return false;
    state_.detach(partner, partner);
    state_.attach(partner, partner, behind);
    return state_.consistent(task) && state_.consistent(partner);
}

bool Moves::swap() {
    const int one = pick_movable_task();
    if (one == kNone) return false;
    int after = place_near(one);
    if (after == kNone) return false;
    const int other = state_.next(after);  // takes the place of what follows, which comes here instead
    if (other == one || after == one || !problem_.is_task(other) || problem_.frozen[other]) return false;
    if (!problem_.allowed(one, state_.worker_of(other)) || !problem_.allowed(other, state_.worker_of(one))) return false;
    const int before_one = state_.previous(one);
    if (before_one == other) return false;
    state_.detach(one, one);
    state_.attach(one, one, other);
    state_.detach(other, other);
    state_.attach(other, other, before_one);
    return state_.consistent(one) && state_.consistent(other);
}

// Moves the breaks of a tail to before it, so that the tail can change hands while they stay.
void Moves::lift_breaks(int first, int to) {
    for (int node = first; problem_.is_item(node);) {
        const int next = state_.next(node);
        if (problem_.is_break(node)) {
            if (state_.previous(node) != to) state_.move_break(node, to);
            lifted_.push_back(node);
        }
        node = next;
    }
}

// Moves a break to where its round now passes the time it had.
void Moves::put_in_time(int pause) {
    const int after = place_for(pause, state_.worker_of(pause), state_.start_of(pause));
    if (after != state_.previous(pause)) state_.move_break(pause, after);
}

bool Moves::swap_tails() {
    const int task = pick_movable_task();
    if (task == kNone) return false;
    const int after = place_near(task);
    if (after == kNone) return false;
    const int before = state_.previous(task);
    const int one = state_.worker_of(task);
    const int other = state_.worker_of(after);
    if (one == other) return false;
    lifted_.clear();
    lift_breaks(task, before);
    lift_breaks(state_.next(after), after);
    const int last = state_.previous(problem_.end_of(one));
    if (!chain_allowed(task, last, other)) return false;
    const int first_back = state_.stop_after(after);
    const bool returns = problem_.is_item(first_back);
    const int last_back = returns ? state_.previous(problem_.end_of(other)) : kNone;
    if (returns && !chain_allowed(first_back, last_back, one)) return false;
    if (returns) state_.detach(first_back, last_back);
    state_.detach(task, last);
    state_.attach(task, last, after);
    if (returns) state_.attach(first_back, last_back, before);
    for (const int pause : lifted_) put_in_time(pause);
    for (int node = task; problem_.is_item(node); node = state_.next(node)) {
        if (!state_.consistent(node)) return false;
    }
    for (int node = first_back; problem_.is_item(node); node = state_.next(node)) {
        if (!state_.consistent(node)) return false;
    }
    return true;
}

// Puts a bundle in, half the time where another near it was, which goes out.
bool Moves::assign_bundle() {
    const auto& bundle = problem_.bundle[state_.unassigned(random_.below(state_.unassigned_count()))];
    int worker = kNone;
    Time around = 0;
    if (random_.below(2) == 0) {
        const auto& near = problem_.good_before[bundle.front()];
        const int other = near.empty() ? kNone : random_.pick(near);
        if (other == kNone || !state_.assigned(other)) return false;
        worker = state_.worker_of(other);
        around = state_.start_of(other);
        if (!take_out(other)) return false;
    }
    for (const int task : bundle) {
        if (state_.assigned(task)) continue;
        int after = kNone;
        if (worker != kNone && problem_.allowed(task, worker)) {
            after = place_for(task, worker, around);
            worker = kNone;
        } else if (random_.below(2) == 0) {
            after = place_near(task);
        }
        if (after == kNone) {
            if (problem_.able_workers[task].empty()) return false;
            after = place_for(task, random_.pick(problem_.able_workers[task]), state_.release_of(task));
        }
        if (!problem_.allowed(task, state_.worker_of(after))) return false;
        state_.assign(task, after);
    }
    return std::all_of(bundle.begin(), bundle.end(), [&](int task) { return state_.consistent(task); });
}

bool Moves::take_out(int node) {
    for (const int task : problem_.bundle[node]) {
        if (problem_.frozen[task]) return false;
        if (state_.assigned(task)) state_.unassign(task);
    }
    return true;
}

bool Moves::unassign_bundle() {
    const int first = pick_movable_task();
    return first != kNone && take_out(first);
}

// Moves the moment before which a worker waits: at once, at the preferred time, as published, or between.
bool Moves::retime() {
    const int task = random_.pick(retimable_);
    if (!state_.assigned(task)) return false;
    const Node& facts = problem_.nodes[task];
    const int draw = random_.below(4);
    Time release = facts.earliest;
    if (draw == 1) release = facts.preferred_from;
    if (draw == 2) release = facts.earliest + random_.below(std::max(1, facts.preferred_from - facts.earliest + 1));
    if (draw == 3 && facts.published != kUnset) release = std::max(facts.earliest, facts.published);
    if (release == state_.release_of(task)) return false;
    state_.set_release(task, release);
    return true;
}

bool Moves::shift_break() {
    const int node = random_.pick(breaks_);
    if (!state_.assigned(node)) return false;
    int after = state_.previous(node);
    const Node& facts = problem_.nodes[node];
    const int draw = random_.below(3);
    if (draw == 0) {
        const Time around = facts.earliest + random_.below(std::max(1, facts.latest - facts.earliest + 1));
        after = place_for(node, state_.worker_of(node), around);
        if (after == state_.previous(node)) return false;
    } else if (draw == 1) {
        if (!problem_.is_item(after) || problem_.frozen[after]) return false;
        after = state_.previous(after);
    } else {
        after = state_.next(node);
        if (!problem_.is_item(after) || problem_.frozen[after]) return false;
    }
    state_.move_break(node, after);
    return true;
}

}  // namespace kith
