// The plain C interface of the rota engine. `kith_optimiser/arrays.py` and `core.py` mirror these structures;
// change both together and raise KITH_INTERFACE_VERSION.
#pragma once

#include <stdint.h>

#define KITH_INTERFACE_VERSION 3

#if defined(_WIN32)
#define KITH_EXPORT __declspec(dllexport)
#else
#define KITH_EXPORT __attribute__((visibility("default")))
#endif

extern "C" {

typedef struct {
    int32_t place;  // -1 for a break, which is taken wherever the worker is
    int32_t service;
    int32_t earliest;
    int32_t latest;
    int32_t preferred_from;
    int32_t preferred_until;
    int32_t published;  // -1 when the item has no published start
    int32_t early_weight;
    int32_t late_weight;
    int32_t moved_weight;
    int32_t frozen;  // 1 when done or in progress
    int32_t bundle;  // items with the same number are served together or not at all
    int64_t unserved;
} kith_task;

typedef struct {
    int32_t start_place;
    int32_t end_place;
    int32_t mode;  // which travel matrix
    int32_t travel_weight;
    int32_t opens;
    int32_t shift_end;
    int32_t closes;  // latest finish, overtime included
    int32_t overtime_weight;
} kith_worker;

typedef struct {
    int32_t first;  // item numbers
    int32_t second;
    int32_t min_gap;
    int32_t max_gap;
    int32_t timed;   // 1 when the gap is to be kept
    int32_t worker;  // 1 same worker, -1 different workers, 0 no matter
} kith_link;

typedef struct {
    int32_t workers;
    int32_t breaks;
    int32_t tasks;
    int32_t links;
    int32_t places;
    int32_t modes;
    int32_t now;
    int32_t neighbours;
    int64_t peak_weight;
    const kith_worker* worker;
    const kith_task* item;        // breaks, then tasks
    const kith_link* link;
    const int32_t* travel;        // modes x places x places
    const int32_t* assignment;    // items x workers, negative when not allowed
} kith_problem;

// A plan: the items of worker w in order are items[offsets[w] .. offsets[w + 1]]; starts and releases by item,
// -1 when unassigned. A release is the moment before which the worker waits rather than start.
typedef struct {
    int32_t* offsets;
    int32_t* items;
    int32_t* starts;
    int32_t* releases;
} kith_plan;

typedef struct {
    int64_t cost;
    int64_t travel;
    int64_t assignment;
    int64_t timing;  // early, late, moved and overtime together
    int64_t peak;
    int64_t unserved;
    int64_t violation;  // units of time past hard bounds; 0 in every plan handed out unless a lock forces it
    int64_t iterations;
    int32_t best_start;  // number of the start that won
    int32_t circular;    // 1 when the rounds wait for each other for ever
} kith_totals;

typedef struct {
    uint64_t seed;
    int64_t iterations;     // 0: no iteration limit
    double seconds;         // second stop; 0: none
    int32_t starts;
    int32_t threads;
    double hot;             // temperature at the start and at the end, in cost units
    double cold;
    int64_t violation_weight;
    int32_t processor_time;  // 1: seconds are of each thread's processor time
    int32_t serve_more;      // 1: while anybody is left out, wishes may count for less for a time
} kith_options;

// Called from the calling thread a few times a second; a return other than 0 stops the search.
typedef int32_t (*kith_progress)(double seconds, int64_t iterations, int64_t best_cost, int64_t best_violation);

typedef struct {
    int32_t worker;
    int32_t after;  // item number, -1 for the start of the round
    int32_t start;
    int32_t moved;  // how many other items change their start
    int64_t cost;   // added cost, knock-on effects included
} kith_offer;

KITH_EXPORT int32_t kith_interface_version(void);
KITH_EXPORT void* kith_open(const kith_problem* problem);
KITH_EXPORT void kith_close(void* engine);
KITH_EXPORT void kith_evaluate(void* engine, kith_plan* plan, kith_totals* totals);
KITH_EXPORT int32_t kith_solve(void* engine, kith_plan* plan, const kith_options* options, kith_progress progress,
                               kith_totals* totals);
KITH_EXPORT int32_t kith_load(void* engine, kith_plan* plan);
KITH_EXPORT int32_t kith_add_task(void* engine, const kith_task* task, const int32_t* assignment);
KITH_EXPORT int32_t kith_offers(void* engine, int32_t item, kith_offer* offers, int32_t capacity);
KITH_EXPORT int64_t kith_fuzz(void* engine, kith_plan* plan, uint64_t seed, int64_t moves, kith_totals* totals);

}  // extern "C"
