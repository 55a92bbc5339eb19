// Random numbers, logarithms and exponentials that are the same on every machine: whole-number steps, and
// floating point with the four exact operations only (the build forbids fused multiply-add).
#pragma once

#include <array>
#include <cstdint>

namespace kith {

// ln(x) for x in (0, 1]: the power of two is taken out, then 2 artanh((m - 1) / (m + 1)).
inline double natural_log(double x) {
    int halvings = 0;
    while (x < 0.70710678118654752) {
        x *= 2.0;
        ++halvings;
    }
    const double s = (x - 1.0) / (x + 1.0);
    const double square = s * s;
    double term = s;
    double sum = 0.0;
    for (int odd = 1; odd <= 25; odd += 2) {
        sum += term / odd;
        term *= square;
    }
    return 2.0 * sum - halvings * 0.69314718055994531;
}

// exp(x) for x <= 0: the argument is halved until small, then squared back.
inline double natural_exp(double x) {
    int halvings = 0;
    while (x < -0.125) {
        x *= 0.5;
        ++halvings;
    }
    double term = 1.0;
    double sum = 1.0;
    for (int i = 1; i <= 12; ++i) {
        term *= x / i;
        sum += term;
    }
    for (; halvings > 0; --halvings) sum *= sum;
    return sum;
}

// xoshiro256** seeded by splitmix64 (Blackman and Vigna, public domain algorithms).
class Random {
public:
    explicit Random(std::uint64_t seed) {
        for (auto& word : state_) {
            seed += 0x9e3779b97f4a7c15ULL;
            std::uint64_t z = seed;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
            word = z ^ (z >> 31);
        }
    }

    std::uint64_t next() {
        const std::uint64_t result = rotated(state_[1] * 5, 7) * 9;
        const std::uint64_t shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = rotated(state_[3], 45);
        return result;
    }

    // A whole number in [0, bound).
    int below(int bound) {
        return static_cast<int>(((next() >> 32) * static_cast<std::uint64_t>(bound)) >> 32);
    }

    template <typename List>
    auto pick(const List& list) {
        return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
    }

    // An exponential variate of mean 1 in 4,096 steps: the threshold of an annealing step, drawn beforehand.
    double exponential() {
        static const auto table = exponential_table();
        return table[next() >> 52];
    }

private:
    static std::uint64_t rotated(std::uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }

    static std::array<double, 4096> exponential_table() {
        std::array<double, 4096> table{};
        for (int i = 0; i < 4096; ++i) table[i] = -natural_log((i + 0.5) / 4096.0);
        return table;
    }

    std::array<std::uint64_t, 4> state_{};
};

}  // namespace kith
