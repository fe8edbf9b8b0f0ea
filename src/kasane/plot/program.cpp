#include "kasane/plot/program.hpp"

#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "kasane/core/error.hpp"
#include "kasane/io/descriptor.hpp"
#include "kasane/io/file.hpp"

namespace kasane::plot {
namespace {

using io::Descriptor;

/// Two sockets, since writing to one whose reader has gone can be told to give no signal.
struct Pipe {
    Descriptor read;
    Descriptor write;

    Pipe() {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
            throw core::IoError(core::message("socketpair", io::system_reason(errno)));
        }
        read = Descriptor(ends[0]);
        write = Descriptor(ends[1]);
    }
};

/// A child with its three standard streams on pipes.
struct Child {
    pid_t process = -1;
    Pipe in;
    Pipe out;
    Pipe err;

    Child(const std::string& path, const std::vector<std::string>& arguments,
          const std::string& directory) {
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in.read.get(), 0);
        posix_spawn_file_actions_adddup2(&actions, out.write.get(), 1);
        posix_spawn_file_actions_adddup2(&actions, err.write.get(), 2);
        if (!directory.empty()) {
            posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
        }
        std::vector<char*> words{const_cast<char*>(path.c_str())};
        for (const std::string& one : arguments) words.push_back(const_cast<char*>(one.c_str()));
        words.push_back(nullptr);
        const int error =
            ::posix_spawn(&process, path.c_str(), &actions, nullptr, words.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        if (error != 0) throw core::IoError(core::message(path, io::system_reason(error)));
        in.read.close();
        out.write.close();
        err.write.close();
    }

    /// Waits for its end; whether it was a good one.
    bool finish() {
        int status = 0;
        while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
        }
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
};

/// Moves what is there from the pipe to the text; closes the pipe at its end.
void drain(Descriptor& from, std::string& into) {
    std::array<char, 65536> block{};
    const ssize_t n = ::read(from.get(), block.data(), block.size());
    if (n > 0) into.append(block.data(), static_cast<std::size_t>(n));
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) from.close();
}

/// Writes as much as goes in; closes the pipe when all is written, or nobody reads any more.
void feed(Descriptor& into, std::string_view& rest) {
    const ssize_t n = ::send(into.get(), rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) rest.remove_prefix(static_cast<std::size_t>(n));
    if (rest.empty() || (n < 0 && errno != EINTR && errno != EAGAIN)) into.close();
}

struct Said {
    std::string out;
    std::string err;
};

/// Both directions at once, so that neither side waits for the other for ever.
Said converse(Child& child, std::string_view input) {
    if (input.empty()) child.in.write.close();
    Said said;
    while (child.in.write.open() || child.out.read.open() || child.err.read.open()) {
        std::array<pollfd, 3> watched{{{child.in.write.get(), POLLOUT, 0},
                                       {child.out.read.get(), POLLIN, 0},
                                       {child.err.read.get(), POLLIN, 0}}};
        if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) break;
        if (watched[0].revents != 0) feed(child.in.write, input);
        if (watched[1].revents != 0) drain(child.out.read, said.out);
        if (watched[2].revents != 0) drain(child.err.read, said.err);
    }
    return said;
}

}  // namespace

std::string find_program(const Program& program) {
    const char* path = std::getenv("PATH");
    std::string_view rest = path == nullptr ? "/usr/bin:/bin" : path;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(':'), rest.size());
        const std::string file = std::string(rest.substr(0, end)) + "/" + std::string(program.name);
        if (end > 0 && ::access(file.c_str(), X_OK) == 0) return file;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return {};
}

std::string run_program(const Program& program, const std::vector<std::string>& arguments,
                        std::string_view input, const std::string& directory) {
    const std::string path = find_program(program);
    if (path.empty()) {
        throw core::WriteError(core::message(
            "plot", "the program " + std::string(program.name) + ", which draws this, is missing",
            {}, "apt-get install " + std::string(program.package)));
    }
    Child child(path, arguments, directory);
    Said said = converse(child, input);
    if (!child.finish()) {
        throw core::IoError(core::message(std::string(program.name), "failed", {said.err}));
    }
    return std::move(said.out);
}

ScratchFolder::ScratchFolder() {
    std::error_code ignored;
    std::string pattern = std::filesystem::temp_directory_path(ignored).string();
    if (pattern.empty()) pattern = "/tmp";
    pattern += "/kasane-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw core::WriteError(
            core::message("plot", "no folder for scratch files: " + io::system_reason(errno),
                          {"tried " + pattern}, "set TMPDIR to a folder that can be written"));
    }
    path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace kasane::plot
