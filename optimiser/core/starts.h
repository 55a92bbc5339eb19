// Several numbered starts side by side; the best plan is taken by (violation, cost, number).
#pragma once

#include "problem.h"

namespace kith {

// Fills the plan and totals with the winner. Progress is reported from the calling thread.
void solve(const Problem& problem, kith_plan& plan, const kith_options& options, kith_progress progress,
           kith_totals& totals);

}  // namespace kith
