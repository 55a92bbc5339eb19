// Seconds since a moment, on the wall clock or in processor time of the calling thread.
#pragma once

#include <chrono>
#include <ctime>

namespace kith {

class Stopwatch {
public:
    explicit Stopwatch(bool processor_time = false) : processor_time_(processor_time), began_(now()) {}

    double seconds() const { return now() - began_; }

private:
    double now() const { return processor_time_ ? processor_seconds() : wall_seconds(); }

    static double wall_seconds() {
        return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    }

    static double processor_seconds() {
#if defined(CLOCK_THREAD_CPUTIME_ID)
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
#else
        return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
#endif
    }

    bool processor_time_;
    double began_;
};

}  // namespace kith
