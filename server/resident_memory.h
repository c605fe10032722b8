#pragma once

namespace app {

/// Gives back what only the start needed: free pages of the heap, and the mapping of the program's and its
/// libraries' code. Code that runs on is mapped again from the system's cache page by page, some tens of
/// microseconds each time; nothing that was written is touched (decision 76).
///
/// Errors  none: where the system does not tell the mappings nothing is given back
void give_back_start_up_memory() noexcept;

}  // namespace app
