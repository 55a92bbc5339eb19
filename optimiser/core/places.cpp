#include "places.h"

#include <algorithm>

namespace kith {
namespace {

constexpr std::size_t kPlacesKept = 6;  // for their knock-on effects to be worked out
constexpr int kBlinksIn1024 = 20;       // places overlooked at random, so that the same ruin may end otherwise

}  // namespace

Places::Places(const Problem& problem, const State& state)
    : problem_(problem), state_(state), searched_(static_cast<std::size_t>(problem.workers), 0) {}

const std::vector<Place>& Places::best(int task, Random* random) {
    begin();
    const auto& able = problem_.able_workers[task];
    if (static_cast<int>(able.size()) <= kRoundsSearched) {
        for (const int worker : able) add_round(task, worker, random);
    } else {
        add_near(task, random);
    }
    keep_best();
    return places_;
}

const std::vector<Place>& Places::all_nearby(int task) {
    begin();
    add_near(task, nullptr);
    for (const int worker : problem_.near_workers[task]) add_round(task, worker, nullptr);
    std::sort(places_.begin(), places_.end());
    return places_;
}

void Places::begin() {
    ++search_number_;
    places_.clear();
}

void Places::keep_best() {
    const auto kept = std::min(kPlacesKept, places_.size());
    std::partial_sort(places_.begin(), places_.begin() + static_cast<std::ptrdiff_t>(kept), places_.end());
    places_.resize(kept);
}

void Places::add_near(int task, Random* random) {
    for (const auto* near : {&problem_.good_before[task], &problem_.good_after[task]}) {
        for (const int other : *near) {
            if (state_.assigned(other)) add_round(task, state_.worker_of(other), random);
        }
    }
}

// All places in a round but those where the task or the one after it would miss its hard window for certain.
void Places::add_round(int task, int worker, Random* random) {
    if (searched_[worker] == search_number_ || !problem_.allowed(task, worker)) return;
    searched_[worker] = search_number_;
    const Node& facts = problem_.nodes[task];
    for (int after = problem_.start_of(worker); after != problem_.end_of(worker); after = state_.next(after)) {
        if (state_.start_of(after) > facts.latest) break;
        if (problem_.nodes[state_.next(after)].latest < facts.earliest + facts.service) continue;
        if (!state_.can_follow(after) || (random != nullptr && random->below(1024) < kBlinksIn1024)) continue;
        const Effect effect = this->effect(task, worker, after);
        places_.push_back({effect.cost + state_.violation_weight() * effect.violation, after});
    }
}

Cost Places::violation(int task, int worker, int after) const { return effect(task, worker, after).violation; }

Places::Effect Places::effect(int task, int worker, int after) const {
    const int stop = problem_.is_break(after) ? state_.stop_before(after) : after;
    const int next = state_.stop_after(after);
    const Node& facts = problem_.nodes[task];
    const Node& follower = problem_.nodes[next];
    const Time free = std::max(problem_.now, state_.start_of(after) + problem_.nodes[after].service);
    const Time start = std::max(state_.release_of(task), free + problem_.travel_time(worker, stop, task));
    const Time reached = start + facts.service + problem_.travel_time(worker, task, next);
    const Time before = state_.start_of(next);
    const Cost travel =
        state_.leg(worker, stop, task) + state_.leg(worker, task, next) - state_.leg(worker, stop, next);
    Cost wishes = problem_.assignment_cost(task, worker) + facts.cost_of_starting_at(start);
    Cost violation = facts.violation_of_starting_at(start);
    if (reached > before) {
        wishes += follower.cost_of_starting_at(reached) - follower.cost_of_starting_at(before);
        violation += follower.violation_of_starting_at(reached) - follower.violation_of_starting_at(before);
    }
    return {travel + state_.wished(wishes), violation};
}

}  // namespace kith
