// The neighbourhoods: small trial changes to the rounds. Each function makes one on the state, or returns false
// (whatever it has changed by then is undone by the caller).
#pragma once

#include "randomness.h"
#include "state.h"

namespace kith {

class Moves {
public:
    Moves(const Problem& problem, State& state, Random& random);

    // Makes one random change. False when the draw leads nowhere.
    bool propose();

private:
    bool relocate_near();
    bool relocate_to_any_worker();
    bool relocate_chain();
    bool relocate_pair();
    bool swap();
    bool swap_tails();
    bool assign_bundle();
    bool unassign_bundle();
    bool take_out(int node);
    bool retime();
    bool shift_break();

    int pick_movable_task();
    // A random node to insert behind, near to the task in place and time; kNone when there is none.
    int place_near(int task);
    int place_for(int task, int worker, Time around);
    void lift_breaks(int first, int to);
    void put_in_time(int pause);
    bool chain_allowed(int first, int last, int worker) const;

    const Problem& problem_;
    State& state_;
    Random& random_;
    std::vector<int> paired_;     // tasks with a partner in another round
    std::vector<int> retimable_;  // tasks that may start before their preferred time, or were published
    std::vector<int> breaks_;
    std::vector<int> lifted_;  // breaks taken out of tails that change hands
    bool may_unassign_;
};

}  // namespace kith
