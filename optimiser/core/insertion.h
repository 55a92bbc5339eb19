// Putting tasks into existing rounds: every place of every able worker, with all knock-on effects.
#pragma once

#include <vector>

#include "state.h"

namespace kith {

// All legal places for one unassigned task, cheapest first; nothing is left changed.
std::vector<kith_offer> offers_for(State& state, int task);

// Inserts what is unassigned, in the order of its time windows.
void construct(State& state);

// Takes out what breaks hard rules until nothing does, then tries the rest again without breaking any.
void make_lawful(State& state);

}  // namespace kith
