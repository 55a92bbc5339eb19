#include "ruin.h"

#include <algorithm>

namespace kith {
namespace {

constexpr int kMostTaken = 9;      // tasks taken out at once
constexpr int kLongestString = 8;  // of them in one round

}  // namespace

Ruin::Ruin(const Problem& problem, State& state, Random& random)
    : problem_(problem),
      state_(state),
      random_(random),
      ruined_(static_cast<std::size_t>(problem.workers), 0),
      listed_(static_cast<std::size_t>(problem.node_count()), 0),
      places_(problem, state) {}

bool Ruin::propose() {
    const int seed = pick_seed();
    if (seed == kNone) return false;
    ++ruin_number_;
    out_.clear();
    take_out_around(seed);
    if (out_.empty() || !state_.settle()) return false;
    order_for_return();
    for (const int task : out_) {
        if (!put_back(task)) return false;
    }
    return withdraw_halves();
}

// Half the time what is unassigned, where anything is.
int Ruin::pick_seed() {
    const int unassigned = state_.unassigned_count();
    const bool among_them = unassigned > 0 && random_.below(2) == 0;
    const int seed = among_them ? state_.unassigned(random_.below(unassigned)) : random_.pick(problem_.movable);
    return problem_.is_task(seed) && !problem_.able_workers[seed].empty() ? seed : kNone;
}

void Ruin::take_out_around(int seed) {
    wanted_ = 2 + random_.below(kMostTaken - 1);
    for (const int task : problem_.bundle[seed]) {
        if (state_.assigned(task)) take_out_string(task);
        else add_unassigned(task);
    }
    const auto& before = problem_.good_before[seed];
    const auto& after = problem_.good_after[seed];
    for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
        if (static_cast<int>(out_.size()) >= wanted_) return;
        if (i < before.size()) take_out_string(before[i]);
        if (i < after.size()) take_out_string(after[i]);
    }
}

void Ruin::add_unassigned(int task) {
    if (listed_[task] == ruin_number_) return;
    listed_[task] = ruin_number_;
    out_.push_back(task);
}

// Takes out a string of tasks around one, from a round that has not lost any yet.
void Ruin::take_out_string(int task) {
    if (!state_.assigned(task) || problem_.frozen[task]) return;
    const int worker = state_.worker_of(task);
    if (ruined_[worker] == ruin_number_) return;
    ruined_[worker] = ruin_number_;
    const int room = std::max(1, wanted_ - static_cast<int>(out_.size()));
    int length = 1 + random_.below(std::min(kLongestString, room));
    int first = task;
    for (int back = random_.below(length); back > 0; --back) {
        const int previous = state_.previous(first);
        if (!problem_.is_task(previous) || problem_.frozen[previous]) break;
        first = previous;
    }
    for (int node = first; length > 0 && problem_.is_item(node); --length) {
        const int next = state_.next(node);
        if (problem_.is_task(node)) {
            state_.unassign(node);
            add_unassigned(node);
        }
        node = next;
    }
}

// At random, the most urgent first, those whom fewest workers can do first, or the longest first.
void Ruin::order_for_return() {
    const int draw = random_.below(4);
    if (draw == 0) {
        for (int i = static_cast<int>(out_.size()); i > 1; --i) std::swap(out_[i - 1], out_[random_.below(i)]);
        return;
    }
    const auto rank = [&](int task) {
        if (draw == 1) return problem_.nodes[task].preferred_until;
        if (draw == 2) return static_cast<Time>(problem_.able_workers[task].size());
        return -problem_.nodes[task].service;
    };
    std::stable_sort(out_.begin(), out_.end(), [&](int a, int b) { return rank(a) < rank(b); });
}

// Puts a task where it costs least, if that is less than leaving it out. False only when starts do not settle.
bool Ruin::put_back(int task) {
    const auto& places = places_.best(task, &random_);
    const State::Mark without = state_.mark();
    const Cost cost_without = state_.cost();
    Cost least = cost_without;
    int best = kNone;
    for (const Place& place : places) {
        if (cost_without - problem_.unserved[task] + place.estimate >= least) break;
        state_.assign(task, place.after);
        if (state_.consistent(task) && state_.settle(least) && state_.cost() < least) {
            least = state_.cost();
            best = place.after;
        }
        state_.undo_to(without);
    }
    if (best == kNone) return true;
    state_.assign(task, best);
    return state_.settle();
}

// Visits served in part are left out whole.
bool Ruin::withdraw_halves() {
    for (const int task : out_) {
        if (state_.assigned(task)) continue;
        for (const int other : problem_.bundle[task]) {
            if (!state_.assigned(other)) continue;
            if (problem_.frozen[other]) return false;
            state_.unassign(other);
        }
    }
    return state_.settle();
}

}  // namespace kith
