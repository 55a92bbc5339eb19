// Simulated annealing over the neighbourhoods and over ruins. The accepted rise in cost is drawn *before* a change is priced, so that
// a change whose travel and continuity alone are too dear is dropped before any start time is worked out.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "moves.h"
#include "randomness.h"
#include "ruin.h"
#include "state.h"
#include "stopwatch.h"

namespace kith {

// The rounds and releases of a plan, with room for every item.
struct PlanStore {
    explicit PlanStore(const Problem& problem);
    kith_plan view();

    std::vector<std::int32_t> offsets, items, starts, releases;
};

// What the calling thread can see of one numbered start while it runs.
struct Watch {
    std::atomic<std::int64_t> iterations{0};
    std::atomic<std::int64_t> best_cost{0};
    std::atomic<std::int64_t> best_violation{0};
    std::atomic<bool> has_best{false};
};

class Anneal {
public:
    // Its time begins to run now, on the thread that makes it.
    Anneal(const Problem& problem, const kith_options& options, std::uint64_t number, Watch& watch,
           const std::atomic<bool>& stop);

    // Runs from the plan given, or from nothing; returns the best plan met.
    void run(kith_plan& plan);

    Cost best_cost() const { return best_.cost; }
    Cost best_violation() const { return best_.violation; }
    std::int64_t iterations() const { return iterations_; }

private:
    // The best plan met by some cost: lawful before unlawful, then cheap before dear.
    struct Best {
        explicit Best(const Problem& problem) : plan(problem) {}

        PlanStore plan;
        Cost cost = 0;
        Cost violation = 0;
        bool any = false;
    };

    void cool(double from, double until, double hot);
    bool step(double allowance);
    void serve_more(double from, double until);
    bool serves_all() const;
    bool leaves_out() const;
    bool keep_if_better(Best& best, Cost cost);
    void go_to(Best& best);
    double second_heat() const;
    double progress() const;
    void adjust_price();
    bool finished() const;
    void remember();

    const Problem& problem_;
    const kith_options& options_;
    Random random_;
    State state_;
    Moves moves_;
    Ruin ruin_;
    Best best_;    // by what plans cost
    Best served_;  // by what they cost while wishes count for less
    bool serving_ = false;
    Watch& watch_;
    const std::atomic<bool>& stop_;
    Stopwatch stopwatch_;
    std::int64_t iterations_ = 0;
    Cost price_ = 0;  // of one unit of time past a hard bound
};

}  // namespace kith
