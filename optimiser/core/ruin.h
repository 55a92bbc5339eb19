// Ruin and recreate: strings of neighbouring tasks are taken out of several rounds and put back one by one where they
// cost least (after Schrimpf and others, 2000, and Christiaens and Vanden Berghe, 2020). Tasks linked to those taken
// out may go with them, and what is unassigned is tried again among them.
#pragma once

#include <vector>

#include "randomness.h"
#include "state.h"

namespace kith {

class Ruin {
public:
    Ruin(const Problem& problem, State& state, Random& random);

    // Makes one settled trial change. False when the draw leads nowhere (the caller then undoes what there is).
    bool propose();

private:
    // A place for a task, and what it adds as far as the task and the stop after it can tell.
    struct Place {
        Cost estimate;
        int after;

        bool operator<(const Place& other) const {
            return estimate != other.estimate ? estimate < other.estimate : after < other.after;
        }
    };

    int pick_seed();
    void take_out_around(int seed);
    void take_out_string(int task);
    void add_unassigned(int task);
    void order_for_return();
    bool put_back(int task);
    void find_places(int task);
    void add_places(int task, int worker);
    Cost estimate(int task, int worker, int after) const;
    bool withdraw_halves();

    const Problem& problem_;
    State& state_;
    Random& random_;
    std::vector<int> out_;      // taken out, or unassigned before, and to be put back
    std::vector<int> ruined_;   // by worker: the number of the ruin in which the round last lost a string
    std::vector<int> searched_; // by worker: the number of the search for places that last looked at the round
    std::vector<int> listed_;   // by node: the number of the ruin in which it was last to be put back
    std::vector<Place> places_;
    int ruin_number_ = 0;
    int search_number_ = 0;
    int wanted_ = 0;
};

}  // namespace kith
