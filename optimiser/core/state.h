// The rounds under search: doubly linked routes with a start and an end node per worker, the start time of every
// node, and what it all costs. Changes are made on trial: `keep` makes them last, `undo` takes them back exactly.
//
// There is no global order of tasks. Start times are the least ones that satisfy routes, releases and gaps; a change
// travels as events along the routes and gaps it touches, so two rounds may wait for each other in either order
// ("A starts p then ends q while B starts q then ends p"). A change whose events do not settle is refused.
#pragma once

#include <cstddef>
#include <vector>

#include "problem.h"

namespace kith {

constexpr Cost kNoLimit = Cost{1} << 62;

// Past this many settled events in one change, the rounds are taken to wait for each other in a circle.
constexpr int kMostUpdates = 200;

struct Totals {
    Cost travel = 0;      // weighted
    Cost assignment = 0;
    Cost unserved = 0;
    Cost timing = 0;      // early, late, moved, overtime
    Cost peak = 0;        // largest lateness, unweighted
    Cost violation = 0;   // units of time past hard bounds
};

class State {
public:
    State(const Problem& problem, Cost violation_weight);

    // Puts every item out of the rounds, then takes the rounds and releases of the plan.
    // Returns false when the rounds wait for each other for ever.
    bool load(const kith_plan& plan);
    void save(kith_plan& plan) const;

    // --- trial changes -------------------------------------------------------------------------------------
    void detach(int first, int last);             // takes a chain out of its route; it keeps its worker until attached
    void attach(int first, int last, int after);  // puts a detached chain behind a node
    void unassign(int node);                      // takes one item out of the plan
    void assign(int node, int after);             // puts one unassigned item into the plan
    void move_break(int node, int after);         // within its own route
    void set_release(int node, Time release);

    // Brings start times up to date. False when they do not settle, or as soon as it is certain that the cost
    // will be above the limit: the change must then be undone.
    bool settle(Cost limit = kNoLimit);
    void keep();
    void undo();

    // A settled moment within a trial, to which the trial can be taken back.
    struct Mark {
        std::size_t changes;
        Totals totals;
    };
    Mark mark() const { return {log_.size(), totals_}; }
    void undo_to(const Mark& mark);

    // --- reads ---------------------------------------------------------------------------------------------
    // What the search goes by: at least the fixed cost, whatever the starts will be.
    Cost fixed_cost() const { return totals_.travel + totals_.unserved + wished(totals_.assignment); }
    Cost cost() const { return cost_of(totals_); }
    const Totals& totals() const { return totals_; }
    const Totals& kept_totals() const { return kept_; }
    Cost kept_lawful_cost() const {
        return kept_.travel + kept_.assignment + kept_.unserved + kept_.timing + problem_.peak_weight * kept_.peak;
    }
    Cost kept_cost() const { return cost_of(kept_); }

    // Hard bounds are priced while searching, so that a plan may pass through what is not lawful on its way.
    void set_violation_weight(Cost weight) { violation_weight_ = weight; }
    // Wishes (who comes, and when) may count for less while searching: their cost is halved so many times.
    void set_halvings_of_wishes(int halvings) { halvings_ = halvings; }
    Cost wished(Cost cost) const { return cost >> halvings_; }

    int next(int node) const { return next_[node]; }
    int previous(int node) const { return previous_[node]; }
    int worker_of(int node) const { return worker_of_[node]; }
    bool assigned(int node) const { return worker_of_[node] != kNone; }
    Time start_of(int node) const { return start_[node]; }
    Time release_of(int node) const { return release_[node]; }
    int unassigned_count() const { return pool_size_; }
    int unassigned(int index) const { return pool_[index]; }
    // How many items other than this one start at another time because of the trial change.
    int starts_changed() const;

    int stop_before(int node) const;  // skips breaks, which have no place of their own
    int stop_after(int node) const;
    Cost leg(int worker, int from, int to) const {
        return Cost{problem_.travel_weight[worker]} * problem_.travel_time(worker, from, to);
    }
    Cost violation_weight() const { return violation_weight_; }
    bool can_follow(int after) const { return next_[after] != kNone && !problem_.frozen[next_[after]]; }
    // Whether the worker now holding the node may do so beside its linked items.
    bool consistent(int node) const;

    // Recomputes all start times from below and all totals; false when they do not settle.
    bool recompute();

    const Problem& problem() const { return problem_; }

private:
    struct Change {
        int* where;
        int before;
    };
    struct Chain {
        int first;
        int last;
    };
    struct Event {
        Time time;
        int node;
    };

    static constexpr char kRises = 1;
    static constexpr char kMayFall = 2;

    void put(int& where, int value) {
        log_.push_back({&where, where});
        where = value;
    }
    void link(int from, int to) {
        put(next_[from], to);
        put(previous_[to], from);
    }
    void set_worker(int node, int worker);
    void set_start(int node, Time start);
    void touch(int node, bool may_fall = true);
    void settle_attached();
    void settle_start(int node, Time start);
    void settle_pair(const Gap& gap);
    bool settle_cluster(const Cluster& cluster);
    Time arrival(int node) const;
    void add_to_pool(int node);
    void take_from_pool(int node);
    void come_to_rest();
    Cost cost_of(const Totals& totals) const {
        return totals.travel + totals.unserved + violation_weight_ * totals.violation +
               wished(totals.assignment + totals.timing + problem_.peak_weight * totals.peak);
    }
    Cost cost_at_least() const;
    void drop_events();
    Time scan_peak() const;

    const Problem& problem_;
    Cost violation_weight_;
    int halvings_ = 0;
    std::vector<int> next_, previous_, worker_of_, start_, release_;
    std::vector<int> pool_, place_in_pool_;
    int pool_size_ = 0;
    std::vector<Chain> attached_;  // on trial, their starts not yet worked out
    std::vector<Event> events_;
    std::vector<char> queued_;  // by lead: whether an event waits, and whether it can only be a rise
    int may_fall_ = 0;          // waiting events that may make a start earlier
    std::vector<Change> log_;
    std::vector<Time> cluster_time_;
    Totals totals_, kept_;
    Totals settled_;  // when events last came to rest
    Time highest_new_ = 0;      // largest lateness among the starts changed on trial
    bool peak_disturbed_ = false;
    int most_updates_ = kMostUpdates;
};

inline int State::stop_before(int node) const {
    int stop = previous_[node];
    while (problem_.is_break(stop)) stop = previous_[stop];
    return stop;
}

inline int State::stop_after(int node) const {
    int stop = next_[node];
    while (problem_.is_break(stop)) stop = next_[stop];
    return stop;
}

// Events are settled in the order of their (old) times; the earliest is kept last, where it is taken from.
inline void State::touch(int node, bool may_fall) {
    const int lead = problem_.lead[node];
    if (may_fall && queued_[lead] != kMayFall) ++may_fall_;
    if (queued_[lead]) {
        if (may_fall) queued_[lead] = kMayFall;
        return;
    }
    queued_[lead] = may_fall ? kMayFall : kRises;
    const Time time = start_[node] == kUnset ? release_[node] : start_[node];
    events_.push_back({time, lead});
    std::size_t i = events_.size() - 1;
    for (; i > 0 && events_[i - 1].time < time; --i) events_[i] = events_[i - 1];
    events_[i] = {time, lead};
}

}  // namespace kith
