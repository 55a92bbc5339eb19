// The rota problem as the search sees it: whole numbers in flat arrays, built once and never changed by a search.
//
// Every stop of a round is a *node*. Nodes are numbered: one start per worker, one end per worker, then *items*
// (breaks first, then tasks, so that an urgent task can be added at the end). Times and travel are whole units of
// the caller's choice (seconds for a real day, thousandths of a distance for the academic instances).
#pragma once

#include <cstdint>
#include <vector>

#include "interface.h"

namespace kith {

using Time = std::int32_t;
using Cost = std::int64_t;

constexpr Time kNever = 1 << 30;
constexpr Time kUnset = -(1 << 30);
constexpr int kNone = -1;

// Where more workers may do a task, only the rounds near it are looked at.
constexpr int kRoundsSearched = 64;

struct Node {
    Time earliest;         // hard: no start before
    Time latest;           // hard: no start after
    Time preferred_from;   // soft: earlier costs early_weight per unit
    Time preferred_until;  // soft: later costs late_weight per unit
    Time published;        // moving away from it costs moved_weight per unit; kUnset when not published
    Time service;
    int place;
    std::int32_t early_weight;
    std::int32_t late_weight;
    std::int32_t moved_weight;

    Cost cost_of_starting_at(Time start) const {
        if (start < 0) return 0;
        Cost cost = 0;
        if (start > preferred_until) {
            cost = Cost{late_weight} * (start - preferred_until);
        } else if (start < preferred_from) {
            cost = Cost{early_weight} * (preferred_from - start);
        }
        if (published != kUnset) {
            cost += Cost{moved_weight} * (start > published ? start - published : published - start);
        }
        return cost;
    }

    Time violation_of_starting_at(Time start) const { return start > latest ? start - latest : 0; }
};

// start[second] - start[first] must lie in [min_gap, max_gap].
struct Gap {
    int first;
    int second;
    Time min_gap;
    Time max_gap;
};

// Items whose starts depend on each other through gaps; settled together, from their arrivals alone.
struct Cluster {
    std::vector<int> members;
    std::vector<Gap> gaps;
};

class Problem {
public:
    explicit Problem(const kith_problem& given);

    // Adds one unlinked task at the end (an urgent visit) and returns its node.
    int add_task(const kith_task& given, const std::int32_t* assignment);

    int start_of(int worker) const { return worker; }
    int end_of(int worker) const { return workers + worker; }
    int node_of_item(int item) const { return 2 * workers + item; }
    int item_of_node(int node) const { return node - 2 * workers; }
    bool is_item(int node) const { return node >= 2 * workers; }
    bool is_break(int node) const { return node >= 2 * workers && node < first_task; }
    bool is_task(int node) const { return node >= first_task; }
    int node_count() const { return static_cast<int>(nodes.size()); }

    // Travel time for a worker between the places of two nodes; an unused worker does not travel.
    Time travel_time(int worker, int from, int to) const {
        if (from < workers && to < 2 * workers) return 0;
        return matrix_of[worker][static_cast<std::size_t>(nodes[from].place) * places + nodes[to].place];
    }

    // Cost of this worker doing this item (continuity, preference, changed worker); negative when not allowed.
    std::int32_t assignment_cost(int node, int worker) const {
        return assignment[static_cast<std::size_t>(item_of_node(node)) * workers + worker];
    }
    bool allowed(int node, int worker) const { return assignment_cost(node, worker) >= 0; }
    // Whether some worker who may do the item could, in an empty round.
    bool within_reach(int node) const;

    int workers = 0;
    int places = 0;
    int first_task = 0;
    Time now = 0;
    Cost peak_weight = 0;  // cost of one unit of the largest lateness
    std::vector<Node> nodes;
    std::vector<Time> preferred_until;             // by node, kNever when its lateness is not counted in the peak
    std::vector<Cost> unserved;                    // by node
    std::vector<char> frozen;                      // by node: done or in progress, never moved
    std::vector<const Time*> matrix_of;            // by worker
    std::vector<std::int32_t> travel_weight;       // by worker
    std::vector<int> lead;                         // by node: first member of its cluster, or itself
    std::vector<int> cluster_of;                   // by node, kNone when alone
    std::vector<Cluster> clusters;
    std::vector<std::vector<int>> apart;           // by node: items that need another worker
    std::vector<std::vector<int>> alike;           // by node: items that need the same worker
    std::vector<std::vector<int>> bundle;          // by node: itself and the items served with it or not at all
    std::vector<std::vector<int>> able_workers;    // by node
    std::vector<std::vector<int>> near_workers;    // by node: those who begin nearest, where many are able
    std::vector<std::vector<int>> good_before;     // by node: promising predecessors, best first
    std::vector<std::vector<int>> good_after;      // by node: promising successors, best first
    std::vector<int> movable;                      // items a search may move

private:
    void read_workers(const kith_problem& given);
    void read_items(const kith_problem& given);
    void read_links(const kith_problem& given);
    std::vector<std::vector<int>> tasks_nearby() const;
    void find_neighbours(int how_many);
    void find_near_workers();

    std::vector<Time> travel_;
    std::vector<std::int32_t> assignment;
};

}  // namespace kith
