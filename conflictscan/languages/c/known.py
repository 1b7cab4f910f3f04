"""Headers that come with the compiler or the system."""

from __future__ import annotations

from typing import Final

# fmt: off
STANDARD: Final = frozenset((
    "assert.h", "complex.h", "ctype.h", "errno.h", "fenv.h", "float.h", "inttypes.h", "iso646.h",
    "limits.h", "locale.h", "math.h", "setjmp.h", "signal.h", "stdalign.h", "stdarg.h", "stdatomic.h",
    "stdbit.h", "stdbool.h", "stdckdint.h", "stddef.h", "stdint.h", "stdio.h", "stdlib.h",
    "stdnoreturn.h", "string.h", "tgmath.h", "threads.h", "time.h", "uchar.h", "wchar.h", "wctype.h",
    "aio.h", "alloca.h", "arpa/inet.h", "byteswap.h", "dirent.h", "dlfcn.h", "elf.h", "endian.h",
    "execinfo.h", "fcntl.h", "fnmatch.h", "getopt.h", "glob.h", "grp.h", "iconv.h", "ifaddrs.h",
    "langinfo.h", "libgen.h", "libintl.h", "link.h", "malloc.h", "memory.h", "mntent.h", "net/if.h",
    "netdb.h", "netinet/in.h", "netinet/tcp.h", "paths.h", "poll.h", "pthread.h", "pty.h", "pwd.h",
    "regex.h", "sched.h", "search.h", "semaphore.h", "shadow.h", "spawn.h", "strings.h", "sys/epoll.h",
    "sys/event.h", "sys/file.h", "sys/ioctl.h", "sys/mman.h", "sys/param.h", "sys/poll.h",
    "sys/prctl.h", "sys/random.h", "sys/resource.h", "sys/select.h", "sys/sendfile.h", "sys/socket.h",
    "sys/stat.h", "sys/statvfs.h", "sys/syscall.h", "sys/sysctl.h", "sys/sysinfo.h", "sys/time.h",
    "sys/times.h", "sys/types.h", "sys/uio.h", "sys/un.h", "sys/utsname.h", "sys/wait.h", "syslog.h",
    "termios.h", "ucontext.h", "unistd.h", "utime.h", "windows.h", "winsock2.h", "ws2tcpip.h", "io.h",
    "process.h", "direct.h", "conio.h",
))
# fmt: on
