#include "interface.h"

#include <algorithm>
#include <memory>

#include "insertion.h"
#include "moves.h"
#include "problem.h"
#include "ruin.h"
#include "starts.h"
#include "state.h"

namespace {

// A problem and, once a plan is loaded for insertions, the rounds of that plan.
struct Engine {
    explicit Engine(const kith_problem& given) : problem(given) {}

    kith::Problem problem;
    std::unique_ptr<kith::State> state;
};

constexpr kith::Cost kViolationWeight = 1000000;

Engine& engine_of(void* handle) { return *static_cast<Engine*>(handle); }

void report(const kith::State& state, kith_totals& totals) {
    const kith::Totals& now = state.totals();
    totals.travel = now.travel;
    totals.assignment = now.assignment;
    totals.timing = now.timing;
    totals.peak = now.peak;
    totals.unserved = now.unserved;
    totals.violation = now.violation;
    totals.cost = now.travel + now.assignment + now.timing + now.unserved + state.problem().peak_weight * now.peak;
}

}  // namespace

int32_t kith_interface_version() { return KITH_INTERFACE_VERSION; }

void* kith_open(const kith_problem* problem) { return new Engine(*problem); }

void kith_close(void* engine) { delete static_cast<Engine*>(engine); }

// Works out the starts of the plan's rounds and what it costs.
void kith_evaluate(void* engine, kith_plan* plan, kith_totals* totals) {
    kith::State state(engine_of(engine).problem, kViolationWeight);
    totals->circular = state.load(*plan) ? 0 : 1;
    state.save(*plan);
    report(state, *totals);
}

int32_t kith_solve(void* engine, kith_plan* plan, const kith_options* options, kith_progress progress,
                   kith_totals* totals) {
    const kith::Problem& problem = engine_of(engine).problem;
    kith::State before(problem, kViolationWeight);
    if (!before.load(*plan)) return 1;
    kith::solve(problem, *plan, *options, progress, *totals);
    kith_evaluate(engine, plan, totals);
    return 0;
}

int32_t kith_load(void* engine, kith_plan* plan) {
    Engine& held = engine_of(engine);
    held.state = std::make_unique<kith::State>(held.problem, kViolationWeight);
    return held.state->load(*plan) ? 0 : 1;
}

int32_t kith_add_task(void* engine, const kith_task* task, const int32_t* assignment) {
    Engine& held = engine_of(engine);
    held.state.reset();
    return held.problem.item_of_node(held.problem.add_task(*task, assignment));
}

// Ranked places for an unassigned item in the loaded plan; returns how many there are in all.
int32_t kith_offers(void* engine, int32_t item, kith_offer* offers, int32_t capacity) {
    Engine& held = engine_of(engine);
    const auto found = kith::offers_for(*held.state, held.problem.node_of_item(item));
    std::copy_n(found.begin(), std::min<std::size_t>(found.size(), static_cast<std::size_t>(capacity)), offers);
    return static_cast<int32_t>(found.size());
}

// Makes random changes, keeping about half of those that settle, and compares the running totals and starts with a
// recomputation from below after each. Returns the number of the first change that differs, or -1.
int64_t kith_fuzz(void* engine, kith_plan* plan, uint64_t seed, int64_t moves, kith_totals* totals) {
    const kith::Problem& problem = engine_of(engine).problem;
    kith::State state(problem, kViolationWeight);
    kith::Random random(seed);
    if (!state.load(*plan)) return -2;
    kith::Moves small_changes(problem, state, random);
    kith::Ruin ruin(problem, state, random);
    if (problem.movable.empty()) moves = 0;
    int64_t differs = -1;
    for (int64_t i = 0; i < moves && differs < 0; ++i) {
        const bool wanted = i % 4 == 3 ? ruin.propose() : small_changes.propose() && state.settle();
        if (!wanted || random.below(2) == 0) {
            state.undo();
            continue;
        }
        const kith::Cost cost = state.cost();
        state.keep();
        if (!state.recompute() || state.cost() != cost) differs = i;
    }
    state.save(*plan);
    report(state, *totals);
    return differs;
}
