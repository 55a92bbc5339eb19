#include "problem.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace kith {
namespace {

Node node_of(const kith_task& task) {
    Node node{};
    node.earliest = task.earliest;
    node.latest = task.latest;
    node.preferred_from = task.preferred_from;
    node.preferred_until = task.preferred_until;
    node.published = task.published < 0 ? kUnset : task.published;
    node.service = task.service;
    node.place = task.place;
    node.early_weight = task.early_weight;
    node.late_weight = task.late_weight;
    node.moved_weight = task.moved_weight;
    return node;
}

// Where there are more tasks, only so many at the nearest places are looked at as neighbours of a task.
constexpr std::size_t kTasksRanked = 1500;

// Follows parents to the root, so that linked items end up with one name.
int root_of(std::vector<int>& parent, int node) {
    while (parent[node] != node) node = parent[node] = parent[parent[node]];
    return node;
}

}  // namespace

Problem::Problem(const kith_problem& given)
    : workers(given.workers), places(given.places), now(given.now), peak_weight(given.peak_weight) {
    first_task = 2 * workers + given.breaks;
    const auto cells = static_cast<std::size_t>(places) * places;
    travel_.assign(given.travel, given.travel + cells * given.modes);
    const int items = given.breaks + given.tasks;
    assignment.assign(given.assignment, given.assignment + static_cast<std::size_t>(items) * workers);
    read_workers(given);
    read_items(given);
    read_links(given);
    find_neighbours(given.neighbours);
    find_near_workers();
}

void Problem::read_workers(const kith_problem& given) {
    const auto cells = static_cast<std::size_t>(places) * places;
    nodes.resize(2 * static_cast<std::size_t>(workers));
    for (int w = 0; w < workers; ++w) {
        const kith_worker& worker = given.worker[w];
        Node start{};
        start.earliest = start.preferred_from = worker.opens;
        start.latest = start.preferred_until = kNever;
        start.published = kUnset;
        start.place = worker.start_place;
        nodes[start_of(w)] = start;
        Node end = start;
        end.place = worker.end_place;
        end.latest = worker.closes;
        end.preferred_until = worker.shift_end;
        end.late_weight = worker.overtime_weight;
        nodes[end_of(w)] = end;
        matrix_of.push_back(travel_.data() + cells * worker.mode);
        travel_weight.push_back(worker.travel_weight);
    }
}

void Problem::read_items(const kith_problem& given) {
    const int items = given.breaks + given.tasks;
    const auto count = static_cast<std::size_t>(2 * workers + items);
    preferred_until.assign(count, kNever);
    unserved.assign(count, 0);
    frozen.assign(count, 0);
    bundle.resize(count);
    able_workers.resize(count);
    std::map<int, std::vector<int>> bundles;
    for (int item = 0; item < items; ++item) {
        const kith_task& task = given.item[item];
        const int node = node_of_item(item);
        nodes.push_back(node_of(task));
        unserved[node] = task.unserved;
        frozen[node] = static_cast<char>(task.frozen);
        if (is_task(node)) preferred_until[node] = task.preferred_until;
        bundles[task.bundle].push_back(node);
        for (int w = 0; w < workers; ++w) {
            if (allowed(node, w)) able_workers[node].push_back(w);
        }
        if (!task.frozen) movable.push_back(node);
    }
    for (const auto& entry : bundles) {
        for (const int node : entry.second) bundle[node] = entry.second;
    }
}

void Problem::read_links(const kith_problem& given) {
    const int count = node_count();
    apart.resize(count);
    alike.resize(count);
    std::vector<int> parent(count);
    std::iota(parent.begin(), parent.end(), 0);
    std::vector<Gap> gaps;
    for (int i = 0; i < given.links; ++i) {
        const kith_link& link = given.link[i];
        const int first = node_of_item(link.first);
        const int second = node_of_item(link.second);
        auto& related = link.worker > 0 ? alike : apart;
        if (link.worker != 0) {
            related[first].push_back(second);
            related[second].push_back(first);
        }
        if (link.timed) {
            gaps.push_back({first, second, link.min_gap, link.max_gap});
            parent[root_of(parent, second)] = root_of(parent, first);
        }
    }
    lead.resize(count);
    std::iota(lead.begin(), lead.end(), 0);
    cluster_of.assign(count, kNone);
    std::map<int, int> cluster_of_root;
    for (const Gap& gap : gaps) {
        const auto found = cluster_of_root.try_emplace(root_of(parent, gap.first), static_cast<int>(clusters.size()));
        if (found.second) clusters.emplace_back();
        clusters[found.first->second].gaps.push_back(gap);
    }
    for (int node = 2 * workers; node < count; ++node) {
        const auto found = cluster_of_root.find(root_of(parent, node));
        if (found == cluster_of_root.end()) continue;
        Cluster& cluster = clusters[found->second];
        cluster.members.push_back(node);
        cluster_of[node] = found->second;
        lead[node] = cluster.members.front();
    }
}

// By place: all tasks where there are few, else those at the nearest places, in the order of their numbers.
std::vector<std::vector<int>> Problem::tasks_nearby() const {
    std::vector<std::vector<int>> at(static_cast<std::size_t>(places)), nearby(static_cast<std::size_t>(places));
    for (int node = first_task; node < node_count(); ++node) at[nodes[node].place].push_back(node);
    const bool few = static_cast<std::size_t>(node_count() - first_task) <= kTasksRanked;
    std::vector<std::pair<Time, int>> ways;
    for (int place = 0; place < places; ++place) {
        if (at[place].empty()) continue;
        ways.clear();
        for (int other = 0; other < places; ++other) {
            if (at[other].empty()) continue;
            ways.emplace_back(few ? 0 : travel_[static_cast<std::size_t>(place) * places + other], other);
        }
        const auto sorted = std::min<std::size_t>(kTasksRanked, ways.size());
        if (!few) std::partial_sort(ways.begin(), ways.begin() + static_cast<std::ptrdiff_t>(sorted), ways.end());
        auto& found = nearby[place];
        for (std::size_t i = 0; i < sorted && (few || found.size() < kTasksRanked); ++i) {
            found.insert(found.end(), at[ways[i].second].begin(), at[ways[i].second].end());
        }
        std::sort(found.begin(), found.end());
    }
    return nearby;
}

// The most promising predecessors and successors of each task: near in place and in time, and doable by one worker.
void Problem::find_neighbours(int how_many) {
    const int count = node_count();
    good_before.assign(count, {});
    good_after.assign(count, {});
    if (how_many == 0) return;
    const std::size_t words = (static_cast<std::size_t>(workers) + 63) / 64;
    std::vector<std::uint64_t> able(static_cast<std::size_t>(count) * words, 0);
    for (int node = first_task; node < count; ++node) {
        for (const int w : able_workers[node]) able[node * words + w / 64] |= std::uint64_t{1} << (w % 64);
    }
    const auto share_a_worker = [&](int a, int b) {
        for (std::size_t i = 0; i < words; ++i) {
            if (able[a * words + i] & able[b * words + i]) return true;
        }
        return false;
    };
    const auto nearby = tasks_nearby();
    const auto ranked = [&](int task, bool before) {
        std::vector<std::pair<Cost, int>> scored;
        for (const int other : nearby[nodes[task].place]) {
            if (other == task || !share_a_worker(task, other)) continue;
            const Node& from = nodes[before ? other : task];
            const Node& to = nodes[before ? task : other];
            const Cost distance = matrix_of[able_workers[task].front()][static_cast<std::size_t>(from.place) * places + to.place];
            const Cost arrival = Cost{from.preferred_from} + from.service + distance;
            const Cost wait = std::max<Cost>(0, to.preferred_from - arrival);
            const Cost late = std::max<Cost>(0, arrival - to.preferred_until);
            scored.emplace_back(distance + wait / 5 + late, other);
        }
        const auto kept = std::min<std::size_t>(static_cast<std::size_t>(how_many), scored.size());
        std::partial_sort(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(kept), scored.end());
        std::vector<int> best;
        for (std::size_t i = 0; i < kept; ++i) best.push_back(scored[i].second);
        return best;
    };
    for (int task = first_task; task < count; ++task) {
        if (able_workers[task].empty()) continue;
        good_before[task] = ranked(task, true);
        good_after[task] = ranked(task, false);
    }
}

void Problem::find_near_workers() {
    near_workers.assign(static_cast<std::size_t>(node_count()), {});
    std::vector<std::pair<Time, int>> ways;
    for (int task = first_task; task < node_count(); ++task) {
        if (static_cast<int>(able_workers[task].size()) <= kRoundsSearched) continue;
        ways.clear();
        for (const int worker : able_workers[task]) {
            ways.emplace_back(travel_time(worker, start_of(worker), task), worker);
        }
        std::partial_sort(ways.begin(), ways.begin() + kRoundsSearched, ways.end());
        for (int i = 0; i < kRoundsSearched; ++i) near_workers[task].push_back(ways[i].second);
    }
}

bool Problem::within_reach(int node) const {
    if (is_break(node)) return true;
    const Node& facts = nodes[node];
    return std::any_of(able_workers[node].begin(), able_workers[node].end(), [&](int worker) {
        const Node& end = nodes[end_of(worker)];
        const int home = start_of(worker);
        const Time there = std::max(now, nodes[home].earliest) + travel_time(worker, home, node);
        const Time start = std::max(there, facts.earliest);
        return start <= facts.latest && start + facts.service + travel_time(worker, node, end_of(worker)) <= end.latest;
    });
}

int Problem::add_task(const kith_task& given, const std::int32_t* costs) {
    const int node = node_count();
    nodes.push_back(node_of(given));
    preferred_until.push_back(given.preferred_until);
    unserved.push_back(given.unserved);
    frozen.push_back(0);
    assignment.insert(assignment.end(), costs, costs + workers);
    lead.push_back(node);
    cluster_of.push_back(kNone);
    apart.emplace_back();
    alike.emplace_back();
    bundle.push_back({node});
    able_workers.emplace_back();
    for (int w = 0; w < workers; ++w) {
        if (allowed(node, w)) able_workers.back().push_back(w);
    }
    near_workers.emplace_back();
    good_before.emplace_back();
    good_after.emplace_back();
    movable.push_back(node);
    return node;
}

}  // namespace kith
