// Putting tasks into existing rounds: every place of every able worker, with all knock-on effects.
#pragma once

#include <vector>

#include "state.h"

namespace kith {

// All legal places for one unassigned task, cheapest first; nothing is left changed.
std::vector<kith_offer> offers_for(State& state, int task);

// Puts a bundle where it costs least, and keeps it if that is cheaper than leaving it out. False when it stays out.
bool insert_at_best(State& state, const std::vector<int>& bundle);

// Inserts what is unassigned, in the order of its time windows.
void construct(State& state);

// Takes out what breaks hard rules until nothing does, then tries the rest again without breaking any.
void make_lawful(State& state);

}  // namespace kith
