# find_package(hamtrie 0.1) gives the targets hamtrie::shared and hamtrie::static, as far as they are installed.
#
# It is at home below a prefix, however deep: lib/cmake/hamtrie, lib/<architecture>/cmake/hamtrie, share/cmake/hamtrie.
# The prefix is the first directory above with the header in it.
set(_hamtrie_prefix "${CMAKE_CURRENT_LIST_DIR}")
foreach(_hamtrie_level RANGE 4)
    if(EXISTS "${_hamtrie_prefix}/include/hamtrie.h")
        break()
    endif()
    get_filename_component(_hamtrie_prefix "${_hamtrie_prefix}" DIRECTORY)
endforeach()
set(_hamtrie_include "${_hamtrie_prefix}/include")

# Libraries are beside cmake/hamtrie; those that cargo-c installs may be elsewhere below the prefix.
get_filename_component(_hamtrie_beside "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)
get_filename_component(_hamtrie_beside "${_hamtrie_beside}" DIRECTORY)
set(_hamtrie_directories "${_hamtrie_beside}")
foreach(_hamtrie_libdir "lib/${CMAKE_LIBRARY_ARCHITECTURE}" lib64 lib)
    list(APPEND _hamtrie_directories "${_hamtrie_prefix}/${_hamtrie_libdir}")
endforeach()

set(_hamtrie_names_shared libhamtrie.so libhamtrie.dylib hamtrie.dll.lib)
set(_hamtrie_names_static libhamtrie.a hamtrie.lib)
include(CMakeFindDependencyMacro)
find_dependency(Threads)
foreach(_hamtrie_kind shared static)
    set(hamtrie_${_hamtrie_kind}_FOUND FALSE)
    foreach(_hamtrie_directory IN LISTS _hamtrie_directories)
        foreach(_hamtrie_name IN LISTS _hamtrie_names_${_hamtrie_kind})
            if(NOT hamtrie_${_hamtrie_kind}_FOUND AND EXISTS "${_hamtrie_directory}/${_hamtrie_name}")
                set(hamtrie_${_hamtrie_kind}_FOUND TRUE)
                if(NOT TARGET hamtrie::${_hamtrie_kind})
                    add_library(hamtrie::${_hamtrie_kind} UNKNOWN IMPORTED)
                    set_target_properties(hamtrie::${_hamtrie_kind} PROPERTIES
                        IMPORTED_LOCATION "${_hamtrie_directory}/${_hamtrie_name}"
                        INTERFACE_INCLUDE_DIRECTORIES "${_hamtrie_include};${_hamtrie_include}/libhamt")
                endif()
            endif()
        endforeach()
    endforeach()
endforeach()
if(hamtrie_static_FOUND AND UNIX)
    set_target_properties(hamtrie::static PROPERTIES INTERFACE_LINK_LIBRARIES "Threads::Threads;${CMAKE_DL_LIBS};m")
endif()

# find_package(hamtrie COMPONENTS static) wants that one.
foreach(_hamtrie_kind IN LISTS hamtrie_FIND_COMPONENTS)
    if(hamtrie_FIND_REQUIRED_${_hamtrie_kind} AND NOT hamtrie_${_hamtrie_kind}_FOUND)
        set(hamtrie_FOUND FALSE)
        set(hamtrie_NOT_FOUND_MESSAGE "there is no ${_hamtrie_kind} library below ${_hamtrie_prefix}")
    endif()
endforeach()
if(NOT hamtrie_shared_FOUND AND NOT hamtrie_static_FOUND)
    set(hamtrie_FOUND FALSE)
    set(hamtrie_NOT_FOUND_MESSAGE "there is no hamtrie library in ${_hamtrie_directories}")
endif()
