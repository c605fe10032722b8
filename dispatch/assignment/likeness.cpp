#include "dispatch/assignment/likeness.h"

namespace dispatch::assignment {
namespace {

/// Numbers into one, each at its place (the mixing step of splitmix64).
class Mixer {
 public:
  template <class... Numbers>
  void add(Numbers... numbers) {
    (mix(static_cast<std::uint64_t>(numbers)), ...);
  }
  std::uint64_t result() const { return state_; }

 private:
  void mix(std::uint64_t number) {
    auto z = state_ + number + 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    state_ = z ^ (z >> 31);
  }
  std::uint64_t state_ = 0;
};

void add_stop(Mixer& mixer, const Stop& stop, std::int64_t epoch) {
  // "Not set" is a negative number or `never`, which no moment of a town's life comes near.
  const auto moment = [&](Seconds at) { return at < 0 || at >= never ? at : epoch + at; };
  mixer.add(stop.work_orders.size());
  for (const auto order : stop.work_orders) mixer.add(order);
  mixer.add(stop.level, stop.area, stop.warranty_owner, stop.crews_needed, stop.pinned_crew,
            moment(stop.pinned_start), stop.published_crew, stop.preferred_crew, stop.told_nobody, stop.open,
            stop.parts.size());
}

}  // namespace

std::uint64_t likeness_of(const Snapshot& town) {
  Mixer mixer;
  const auto epoch = models::to_unix(town.epoch);
  mixer.add(town.orders.size());
  for (const auto& order : town.orders) mixer.add(order.id.value, order.version, order.crew.value);
  mixer.add(town.problem.stops.size());
  for (const auto& stop : town.problem.stops) add_stop(mixer, stop, epoch);
  mixer.add(town.crews.size());
  for (const auto& crew : town.crews) mixer.add(crew.id.value);
  for (const auto& shift : town.shifts) {
    // A crew that is always on shift has one that begins now.
    mixer.add(shift.has_value());
    if (shift)
      mixer.add(shift->from > town.epoch ? models::to_unix(shift->from) : 0, models::to_unix(shift->to));
  }
  for (const auto& route : town.routes) {
    mixer.add(route.size());
    for (const auto stop : route) mixer.add(stop);
  }
  mixer.add(town.under_way.size(), town.left_out.size());
  for (const auto& crew : town.problem.crews)
    mixer.add(crew.id, crew.available, crew.on_call, crew.owner, crew.capacity, crew.breaks.size());
  return mixer.result();
}

}  // namespace dispatch::assignment
