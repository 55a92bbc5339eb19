#include "anneal.h"

#include <algorithm>

#include "insertion.h"

namespace kith {
namespace {

// Each round cools twice. The first cooling, from the highest temperature, takes this share of the time and settles who
// does what; the second, from the best plan met, settles the order. It begins cooler, unless lateness makes up much of
// the cost: then a skill is scarce, and who does what is not settled yet.
constexpr double kFirstShare = 0.25;
constexpr double kLeastHeat = 0.3;
constexpr double kHeatByLateness = 1.5;

// When the first cooling leaves anybody out, wishes count for less (halved so many times) until this share of the time,
// or until all are served: a plan with room for one more is seldom near one where everybody has a worker they know.
constexpr double kServedBy = 0.7;
constexpr int kHalvingsOfWishes = 6;

// Small problems are cooled in several rounds: below this many tasks by as many times as they fit into it.
constexpr int kTasksOfOneRound = 300;
constexpr int kMostRounds = 6;

// After every temperature step, breaking a hard rule grows dearer by a part of this while one is broken, and cheaper
// while none is: the search keeps crossing into what is lawful. The price stays within these bounds, in given prices.
constexpr Cost kPriceStep = 50;
constexpr Cost kHighestPrice = 2000;

// Dearer than leaving any visit out.
constexpr Cost kForbidding = Cost{1} << 40;

// One step in so many is a ruin: as much work as twenty to a hundred small changes, so about half of the time.
constexpr int kRuinIn = 64;

constexpr int kStepsPerTemperature = 1024;
constexpr std::int64_t kStepsPerRecompute = std::int64_t{1} << 18;

}  // namespace

PlanStore::PlanStore(const Problem& problem) {
    const auto items = static_cast<std::size_t>(problem.node_count() - 2 * problem.workers);
    offsets.assign(static_cast<std::size_t>(problem.workers) + 1, 0);
    this->items.assign(items, 0);
    starts.assign(items, kNone);
    releases.assign(items, kNone);
}

kith_plan PlanStore::view() { return {offsets.data(), items.data(), starts.data(), releases.data()}; }

Anneal::Anneal(const Problem& problem, const kith_options& options, std::uint64_t number, Watch& watch,
               const std::atomic<bool>& stop)
    : problem_(problem),
      options_(options),
      random_(options.seed * 1000003 + number),
      state_(problem, options.violation_weight),
      moves_(problem, state_, random_),
      ruin_(problem, state_, random_),
      best_(problem),
      served_(problem),
      watch_(watch),
      stop_(stop),
      stopwatch_(options.processor_time != 0) {}

double Anneal::progress() const {
    double done = 0.0;
    if (options_.iterations > 0) {
        done = static_cast<double>(iterations_) / static_cast<double>(options_.iterations);
    } else if (options_.seconds > 0) {
        done = stopwatch_.seconds() / options_.seconds;
    }
    return std::min(done, 1.0);
}

bool Anneal::finished() const {
    if (stop_.load(std::memory_order_relaxed)) return true;
    if (options_.iterations > 0 && iterations_ >= options_.iterations) return true;
    return options_.seconds > 0 && stopwatch_.seconds() >= options_.seconds;
}

void Anneal::adjust_price() {
    const Cost step = price_ / kPriceStep + 1;
    price_ += state_.kept_totals().violation > 0 ? step : -step;
    price_ = std::clamp(price_, options_.violation_weight, options_.violation_weight * kHighestPrice);
    state_.set_violation_weight(price_);
}

bool Anneal::keep_if_better(Best& best, Cost cost) {
    const Cost violation = state_.kept_totals().violation;
    if (best.any && (violation > best.violation || (violation == best.violation && cost >= best.cost))) return false;
    kith_plan plan = best.plan.view();
    state_.save(plan);
    best.cost = cost;
    best.violation = violation;
    best.any = true;
    return true;
}

void Anneal::remember() {
    if (serving_) keep_if_better(served_, state_.kept_cost());
    if (!keep_if_better(best_, state_.kept_lawful_cost())) return;
    watch_.best_cost = best_.cost;
    watch_.best_violation = best_.violation;
    watch_.has_best = true;
}

void Anneal::run(kith_plan& plan) {
    if (!state_.load(plan)) return;
    state_.set_violation_weight(kForbidding);
    construct(state_);
    remember();
    const auto tasks = static_cast<int>(problem_.movable.size());
    const int rounds = tasks == 0 ? 0 : std::clamp(kTasksOfOneRound / (tasks + 1), 1, kMostRounds);
    for (int round = 0; round < rounds; ++round) {
        double middle = (round + kFirstShare) / rounds;
        cool(static_cast<double>(round) / rounds, middle, options_.hot);
        go_to(best_);
        if (options_.serve_more && leaves_out()) {
            serve_more(middle, (round + kServedBy) / rounds);
            middle = progress();
        }
        cool(middle, (round + 1.0) / rounds, options_.hot * second_heat());
        go_to(best_);
    }
    state_.set_violation_weight(kForbidding);
    make_lawful(state_);
    remember();
    state_.save(plan);
}

// A cooling with wishes counting for less. Goes on from the best plan it met if that leaves fewer out.
void Anneal::serve_more(double from, double until) {
    const Cost before = state_.kept_totals().unserved;
    served_.any = false;
    serving_ = true;
    state_.set_halvings_of_wishes(kHalvingsOfWishes);
    cool(from, until, options_.hot);
    state_.set_halvings_of_wishes(0);
    serving_ = false;
    if (served_.any) go_to(served_);
    if (state_.kept_totals().violation > 0 || state_.kept_totals().unserved >= before) go_to(best_);
}

bool Anneal::serves_all() const { return state_.kept_totals().violation == 0 && !leaves_out(); }

// Whether anybody is left out whom some worker could reach.
bool Anneal::leaves_out() const {
    for (int i = 0; i < state_.unassigned_count(); ++i) {
        if (problem_.within_reach(state_.unassigned(i))) return true;
    }
    return false;
}

void Anneal::go_to(Best& best) {
    kith_plan plan = best.plan.view();
    state_.load(plan);
}

double Anneal::second_heat() const {
    const Totals& best = state_.kept_totals();
    const double late = static_cast<double>(best.timing + problem_.peak_weight * best.peak);
    const double cost = static_cast<double>(state_.kept_lawful_cost() - best.unserved);
    return cost > 0 ? std::clamp(kHeatByLateness * late / cost, kLeastHeat, 1.0) : kLeastHeat;
}

// One cooling from `hot` to cold, spread over a part of the whole budget.
void Anneal::cool(double from, double until, double hot) {
    price_ = options_.violation_weight;
    state_.set_violation_weight(price_);
    const double fall = natural_log(std::min(1.0, options_.cold / hot));
    std::int64_t until_recompute = kStepsPerRecompute;
    while (!finished() && !(serving_ && serves_all())) {
        const double done = (progress() - from) / (until - from);
        if (done >= 1.0) break;
        const double temperature = hot * natural_exp(fall * std::max(0.0, done));
        for (int i = 0; i < kStepsPerTemperature; ++i) {
            if (step(temperature * random_.exponential())) remember();
        }
        adjust_price();
        iterations_ += kStepsPerTemperature;
        watch_.iterations = iterations_;
        until_recompute -= kStepsPerTemperature;
        if (until_recompute <= 0) {
            state_.recompute();
            until_recompute = kStepsPerRecompute;
        }
    }
}

// Tries one change and keeps it if it costs at most the allowance more.
bool Anneal::step(double allowance) {
    const Cost limit = state_.kept_cost() + static_cast<Cost>(allowance);
    bool wanted = false;
    if (random_.below(kRuinIn) == 0) {
        wanted = ruin_.propose();
    } else {
        wanted = moves_.propose() && state_.fixed_cost() <= limit && state_.settle(limit);
    }
    wanted = wanted && state_.cost() <= limit;
    if (wanted) state_.keep();
    else state_.undo();
    return wanted;
}

}  // namespace kith
