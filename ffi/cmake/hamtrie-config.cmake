# find_package(hamtrie CONFIG) gives the targets hamtrie::shared and hamtrie::static, as far as they are installed.
#
# Works where cargo-c installs it, <prefix>/lib/cmake/hamtrie, and with hamtrie_ROOT set to a prefix.
get_filename_component(_hamtrie_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
find_path(hamtrie_INCLUDE_DIR hamtrie.h HINTS "${_hamtrie_prefix}/include")
find_library(hamtrie_SHARED NAMES libhamtrie.so libhamtrie.dylib hamtrie.dll.lib HINTS "${_hamtrie_prefix}/lib")
find_library(hamtrie_STATIC NAMES libhamtrie.a hamtrie.lib HINTS "${_hamtrie_prefix}/lib")
find_package(Threads REQUIRED)

foreach(_kind SHARED STATIC)
    string(TOLOWER ${_kind} _target)
    if(hamtrie_${_kind} AND NOT TARGET hamtrie::${_target})
        add_library(hamtrie::${_target} UNKNOWN IMPORTED)
        set_target_properties(hamtrie::${_target} PROPERTIES
            IMPORTED_LOCATION "${hamtrie_${_kind}}"
            INTERFACE_INCLUDE_DIRECTORIES "${hamtrie_INCLUDE_DIR}")
    endif()
endforeach()
if(TARGET hamtrie::static)
    set_target_properties(hamtrie::static PROPERTIES INTERFACE_LINK_LIBRARIES "Threads::Threads;${CMAKE_DL_LIBS};m")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(hamtrie DEFAULT_MSG hamtrie_INCLUDE_DIR)
