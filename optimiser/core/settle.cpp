// How start times follow from rounds, releases and gaps: events, settled one by one, and what they cost meanwhile.
#include <algorithm>

#include "state.h"

namespace kith {

// Gives what was attached a start that fits its new place before any event is settled; otherwise what follows
// would first be worked out from the start it had in its old place.
void State::settle_attached() {
    for (const Chain& chain : attached_) {
        for (int node = chain.first;; node = next_[node]) {
            set_start(node, std::max(release_[node], arrival(node)));
            if (problem_.cluster_of[node] != kNone) touch(node);
            if (node == chain.last) break;
        }
        touch(next_[chain.last]);
    }
    attached_.clear();
}

// The earliest moment the node's worker can be there; what is done or in progress does not move.
Time State::arrival(int node) const {
    if (problem_.frozen[node]) return release_[node];
    const int before = previous_[node];
    Time depart = start_[before] + problem_.nodes[before].service;
    if (depart < problem_.now) depart = problem_.now;
    if (problem_.is_break(node)) return depart;
    const int stop = problem_.is_break(before) ? stop_before(node) : before;
    return depart + problem_.travel_time(worker_of_[node], stop, node);
}

void State::set_start(int node, Time start) {
    const Time old = start_[node];
    if (start == old) return;
    const Node& facts = problem_.nodes[node];
    totals_.timing += facts.cost_of_starting_at(start) - facts.cost_of_starting_at(old);
    totals_.violation += facts.violation_of_starting_at(start) - facts.violation_of_starting_at(old);
    const Time until = problem_.preferred_until[node];
    const Time lateness = old - until;
    if (start < old && (lateness == totals_.peak || lateness == highest_new_)) peak_disturbed_ = true;
    highest_new_ = std::max(highest_new_, start - until);
    put(start_[node], start);
}

void State::settle_start(int node, Time start) {
    const Time old = start_[node];
    if (start == old) return;
    set_start(node, start);
    if (next_[node] != kNone) touch(next_[node], start < old);
}

void State::settle_pair(const Gap& gap) {
    if (assigned(gap.first) && assigned(gap.second)) {
        Time first = std::max(release_[gap.first], arrival(gap.first));
        Time second = std::max(release_[gap.second], arrival(gap.second));
        first = std::max(first, second - gap.max_gap);
        second = std::max(second, first + gap.min_gap);
        settle_start(gap.first, first);
        settle_start(gap.second, second);
    } else {
        const int only = assigned(gap.first) ? gap.first : gap.second;
        if (assigned(only)) settle_start(only, std::max(release_[only], arrival(only)));
    }
}

// Starts of linked items, computed from their arrivals alone so that two of them never hold each other up.
// False when the gaps cannot all be kept.
bool State::settle_cluster(const Cluster& cluster) {
    if (cluster.gaps.size() == 1) {
        settle_pair(cluster.gaps.front());
        return true;
    }
    for (const int node : cluster.members) {
        cluster_time_[node] = assigned(node) ? std::max(release_[node], arrival(node)) : kUnset;
    }
    bool changed = true;
    for (std::size_t round = 0; changed; ++round) {
        if (round > cluster.members.size()) return false;
        changed = false;
        for (const Gap& gap : cluster.gaps) {
            Time& first = cluster_time_[gap.first];
            Time& second = cluster_time_[gap.second];
            if (first == kUnset || second == kUnset) continue;
            if (second < first + gap.min_gap) {
                second = first + gap.min_gap;
                changed = true;
            }
            if (first < second - gap.max_gap) {
                first = second - gap.max_gap;
                changed = true;
            }
        }
    }
    for (const int node : cluster.members) {
        if (assigned(node)) settle_start(node, cluster_time_[node]);
    }
    return true;
}

// What the settled cost will be at least. While some event may still make starts earlier, all the timing costs there
// were when events last came to rest could vanish; once none may, what is there now only grows.
Cost State::cost_at_least() const {
    Cost wishes = totals_.assignment + totals_.timing;
    Cost violation = totals_.violation;
    if (may_fall_ > 0) {
        wishes -= settled_.timing;
        violation -= settled_.violation;
    } else if (!peak_disturbed_) {
        wishes += problem_.peak_weight * std::max<Cost>(totals_.peak, highest_new_);
    }
    return totals_.travel + totals_.unserved + wished(wishes) + violation_weight_ * violation;
}

bool State::settle(Cost limit) {
    settle_attached();
    int updates = 0;
    while (!events_.empty()) {
        if (cost_at_least() > limit) return false;
        const int node = events_.back().node;
        events_.pop_back();
        if (queued_[node] == kMayFall) --may_fall_;
        queued_[node] = 0;
        if (++updates > most_updates_) return false;
        if (problem_.cluster_of[node] != kNone) {
            if (!settle_cluster(problem_.clusters[problem_.cluster_of[node]])) return false;
        } else if (assigned(node)) {
            settle_start(node, std::max(release_[node], arrival(node)));
        }
    }
    come_to_rest();
    return true;
}

void State::come_to_rest() {
    if (problem_.peak_weight != 0) {
        totals_.peak = peak_disturbed_ ? scan_peak() : std::max<Cost>(totals_.peak, highest_new_);
    }
    highest_new_ = 0;
    peak_disturbed_ = false;
    settled_ = totals_;
}

Time State::scan_peak() const {
    const int count = problem_.node_count();
    const Time* until = problem_.preferred_until.data();
    const int* start = start_.data();
    Time peak = 0;
    for (int node = problem_.first_task; node < count; ++node) peak = std::max(peak, start[node] - until[node]);
    return peak;
}

void State::drop_events() {
    attached_.clear();
    for (const Event& event : events_) queued_[event.node] = 0;
    events_.clear();
    may_fall_ = 0;
}

}  // namespace kith
