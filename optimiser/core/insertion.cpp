#include "insertion.h"

#include <algorithm>

#include "places.h"

namespace kith {
namespace {

// Tries an unassigned task behind a node, reports while the trial stands if it settles within the limit, and undoes it.
template <typename Report>
void try_place(State& state, int task, int after, Cost limit, Report report) {
    state.assign(task, after);
    if (state.consistent(task) && state.settle(limit)) report();
    state.undo();
}

template <typename Visit>
void for_each_place(const State& state, int task, Visit visit) {
    const Problem& problem = state.problem();
    for (const int worker : problem.able_workers[task]) {
        for (int after = problem.start_of(worker); after != problem.end_of(worker); after = state.next(after)) {
            if (state.can_follow(after)) visit(after);
        }
    }
}

// Where few workers are able, every place is priced; where many are, those nearby that still promise to cost least.
int best_place(State& state, Places& places, int task) {
    int best = kNone;
    Cost least = kNoLimit;
    const auto price = [&](int after) {
        try_place(state, task, after, least, [&] {
            if (state.cost() >= least) return;
            best = after;
            least = state.cost();
        });
    };
    if (static_cast<int>(state.problem().able_workers[task].size()) <= kRoundsSearched) {
        for_each_place(state, task, price);
    } else {
        const Cost with_task = state.kept_cost() - state.problem().unserved[task];
        for (const Place& place : places.all_nearby(task)) {
            if (with_task + place.estimate >= least) break;
            price(place.after);
        }
    }
    return best;
}

void take_out(State& state, const std::vector<int>& bundle) {
    for (const int task : bundle) {
        if (state.assigned(task) && !state.problem().frozen[task]) state.unassign(task);
    }
}

// The item whose removal most plainly cures a violation: the latest one itself, or the last of an overlong round.
int worst_offender(const State& state) {
    const Problem& problem = state.problem();
    int worst = kNone;
    Time most = 0;
    for (int node = problem.workers; node < problem.node_count(); ++node) {
        if (problem.is_item(node) && !state.assigned(node)) continue;
        const Time violation = problem.nodes[node].violation_of_starting_at(state.start_of(node));
        if (violation <= most) continue;
        int removable = problem.is_item(node) ? node : state.previous(node);
        while (problem.is_item(removable) && (problem.is_break(removable) || problem.frozen[removable])) {
            removable = state.previous(removable);
        }
        if (!problem.is_item(removable)) continue;
        most = violation;
        worst = removable;
    }
    return worst;
}

// Puts a bundle where it costs least, and keeps it if that is cheaper than leaving it out. False when it stays out.
bool insert_at_best(State& state, Places& places, const std::vector<int>& bundle) {
    const Cost before = state.kept_cost();
    for (const int task : bundle) {
        if (state.assigned(task)) continue;
        const int after = best_place(state, places, task);
        if (after != kNone) state.assign(task, after);
        if (after == kNone || !state.settle()) {
            state.undo();
            take_out(state, bundle);
            state.settle();
            state.keep();
            return false;
        }
        state.keep();
    }
    if (state.kept_cost() < before) return true;
    take_out(state, bundle);
    state.settle();
    state.keep();
    return false;
}

}  // namespace

std::vector<kith_offer> offers_for(State& state, int task) {
    const Problem& problem = state.problem();
    std::vector<kith_offer> offers;
    const Places places(problem, state);
    for_each_place(state, task, [&](int after) {
        if (places.violation(task, state.worker_of(after), after) > 0) return;
        try_place(state, task, after, kNoLimit, [&] {
            if (state.totals().violation > state.kept_totals().violation) return;
            kith_offer offer{};
            offer.worker = state.worker_of(after);
            offer.after = problem.is_item(after) ? problem.item_of_node(after) : kNone;
            offer.start = state.start_of(task);
            offer.moved = state.starts_changed();
            offer.cost = state.cost() - state.kept_cost() + problem.unserved[task];
            offers.push_back(offer);
        });
    });
    std::stable_sort(offers.begin(), offers.end(), [](const auto& a, const auto& b) { return a.cost < b.cost; });
    return offers;
}

void construct(State& state) {
    const Problem& problem = state.problem();
    std::vector<int> order;
    for (int i = 0; i < state.unassigned_count(); ++i) {
        const int task = state.unassigned(i);
        const auto& bundle = problem.bundle[task];
        const auto first = std::find_if(bundle.begin(), bundle.end(), [&](int one) { return !state.assigned(one); });
        if (*first == task) order.push_back(task);
    }
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        if (problem.is_break(a) != problem.is_break(b)) return problem.is_break(a);
        if (problem.nodes[a].preferred_until != problem.nodes[b].preferred_until) {
            return problem.nodes[a].preferred_until < problem.nodes[b].preferred_until;
        }
        return a < b;
    });
    Places places(problem, state);
    for (const int task : order) insert_at_best(state, places, problem.bundle[task]);
}

void make_lawful(State& state) {
    const Problem& problem = state.problem();
    while (state.kept_totals().violation > 0) {
        const int offender = worst_offender(state);
        if (offender == kNone) return;
        take_out(state, problem.bundle[offender]);
        state.settle();
        state.keep();
        state.recompute();
    }
}

}  // namespace kith
