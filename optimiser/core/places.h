// Where an unassigned task may go, by what that adds as far as the task itself and the stop after it can tell.
#pragma once

#include <vector>

#include "randomness.h"
#include "state.h"

namespace kith {

struct Place {
    Cost estimate;
    int after;

    bool operator<(const Place& other) const {
        return estimate != other.estimate ? estimate < other.estimate : after < other.after;
    }
};

class Places {
public:
    Places(const Problem& problem, const State& state);

    // The places of least estimate, best first. Some are overlooked at random when there is anything random.
    const std::vector<Place>& best(int task, Random* random);

    // All places nearby in order, those in rounds that are still empty among them.
    const std::vector<Place>& all_nearby(int task);

    // Time past hard bounds that putting the task there brings about at least.
    Cost violation(int task, int worker, int after) const;

private:
    struct Effect {
        Cost cost;
        Cost violation;
    };

    void begin();
    void keep_best();
    void add_near(int task, Random* random);
    void add_round(int task, int worker, Random* random);
    Effect effect(int task, int worker, int after) const;

    const Problem& problem_;
    const State& state_;
    std::vector<Place> places_;
    std::vector<int> searched_;  // by worker: the number of the search that last looked at the round
    int search_number_ = 0;
};

}  // namespace kith
