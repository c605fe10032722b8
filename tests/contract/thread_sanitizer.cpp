// The count inside std::exception_ptr is atomic, but in libstdc++'s own binary, where ThreadSanitizer cannot
// see it: an exception handed to another thread looks like a race when the last of the two lets it go.
#if defined(__SANITIZE_THREAD__)
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "race:std::__exception_ptr::exception_ptr::_M_release\n";
}
#endif
