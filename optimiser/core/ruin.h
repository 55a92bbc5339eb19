// Ruin and recreate: strings of neighbouring tasks are taken out of several rounds and put back one by one where they
// cost least (after Schrimpf and others, 2000, and Christiaens and Vanden Berghe, 2020). Tasks linked to those taken
// out may go with them, and what is unassigned is tried again among them.
#pragma once

#include <vector>

#include "places.h"
#include "randomness.h"
#include "state.h"

namespace kith {

class Ruin {
public:
    Ruin(const Problem& problem, State& state, Random& random);

    // Makes one settled trial change. False when the draw leads nowhere (the caller then undoes what there is).
    bool propose();

private:
    int pick_seed();
    void take_out_around(int seed);
    void take_out_string(int task);
    void add_unassigned(int task);
    void order_for_return();
    bool put_back(int task);
    bool withdraw_halves();

    const Problem& problem_;
    State& state_;
    Random& random_;
    std::vector<int> out_;     // taken out, or unassigned before, and to be put back
    std::vector<int> ruined_;  // by worker: the number of the ruin in which the round last lost a string
    std::vector<int> listed_;  // by node: the number of the ruin in which it was last to be put back
    Places places_;
    int ruin_number_ = 0;
    int wanted_ = 0;
};

}  // namespace kith
