#include "starts.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "anneal.h"

namespace kith {
namespace {

constexpr auto kBetweenReports = std::chrono::milliseconds(50);

struct Start {
    explicit Start(const Problem& problem) : store(problem) {}

    PlanStore store;
    Watch watch;
    Cost cost = 0;
    Cost violation = 0;
    std::int64_t iterations = 0;
};

void copy_plan(const Problem& problem, const kith_plan& from, kith_plan& to) {
    const int items = problem.node_count() - 2 * problem.workers;
    std::copy_n(from.offsets, problem.workers + 1, to.offsets);
    std::copy_n(from.items, items, to.items);
    std::copy_n(from.starts, items, to.starts);
    std::copy_n(from.releases, items, to.releases);
}

// Reports the sum of the work and the best plan so far; true when the caller asks to stop.
bool asks_to_stop(const std::vector<std::unique_ptr<Start>>& starts, double seconds, kith_progress progress) {
    if (progress == nullptr) return false;
    std::int64_t iterations = 0;
    const Watch* best = nullptr;
    for (const auto& start : starts) {
        iterations += start->watch.iterations;
        if (!start->watch.has_best) continue;
        const Watch& watch = start->watch;
        if (best == nullptr || watch.best_violation < best->best_violation ||
            (watch.best_violation == best->best_violation && watch.best_cost < best->best_cost)) {
            best = &watch;
        }
    }
    if (best == nullptr) return false;
    return progress(seconds, iterations, best->best_cost, best->best_violation) != 0;
}

}  // namespace

void solve(const Problem& problem, kith_plan& plan, const kith_options& options, kith_progress progress,
           kith_totals& totals) {
    const Stopwatch stopwatch;
    std::atomic<bool> stop{false};
    std::vector<std::unique_ptr<Start>> starts;
    for (int i = 0; i < std::max(1, options.starts); ++i) {
        starts.push_back(std::make_unique<Start>(problem));
        kith_plan view = starts.back()->store.view();
        copy_plan(problem, plan, view);
    }
    std::atomic<int> next_number{0};
    std::mutex mutex;
    std::condition_variable finished;
    int running = std::min<int>(std::max(1, options.threads), static_cast<int>(starts.size()));
    const auto work = [&] {
        for (int i = next_number++; i < static_cast<int>(starts.size()); i = next_number++) {
            Start& start = *starts[i];
            Anneal anneal(problem, options, static_cast<std::uint64_t>(i), start.watch, stop);
            kith_plan view = start.store.view();
            anneal.run(view);
            start.cost = anneal.best_cost();
            start.violation = anneal.best_violation();
            start.iterations = anneal.iterations();
        }
        const std::lock_guard<std::mutex> lock(mutex);
        --running;
        finished.notify_one();
    };
    std::vector<std::thread> threads;
    for (int i = running; i > 0; --i) threads.emplace_back(work);
    {
        std::unique_lock<std::mutex> lock(mutex);
        while (!finished.wait_for(lock, kBetweenReports, [&] { return running == 0; })) {
            lock.unlock();
            if (asks_to_stop(starts, stopwatch.seconds(), progress)) stop = true;
            lock.lock();
        }
    }
    for (std::thread& thread : threads) thread.join();
    const auto best = std::min_element(starts.begin(), starts.end(), [](const auto& a, const auto& b) {
        return a->violation != b->violation ? a->violation < b->violation : a->cost < b->cost;
    });
    copy_plan(problem, (*best)->store.view(), plan);
    totals.best_start = static_cast<std::int32_t>(best - starts.begin());
    totals.iterations = 0;
    for (const auto& start : starts) totals.iterations += start->iterations;
}

}  // namespace kith
