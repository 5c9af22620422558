import Foundation
import Testing
import Vocabulary

@testable import HostAccess

/// From the system's error numbers to what a person reads.
@Suite struct HostProblemTests {
    @Test(arguments: [
        (ENOSPC, "host.disk-full", "cannot write `/x`: No space left on device"),
        (EDQUOT, "host.disk-full", "cannot write `/x`: Disk quota exceeded"),
        (EACCES, "host.not-permitted", "cannot write `/x`: Permission denied"),
        (EPERM, "host.not-permitted", "cannot write `/x`: Operation not permitted"),
        (EROFS, "host.read-only", "cannot write `/x`: Read-only file system"),
        (ENOTDIR, "host.not-a-folder", "cannot write `/x`: Not a directory"),
        (ELOOP, "host.not-a-folder", "cannot write `/x`: Too many levels of symbolic links"),
        (ENOENT, "host.missing", "cannot write `/x`: No such file or directory"),
        (EIO, "host.input-output", "cannot write `/x`: Input/output error"),
    ])
    func errorNumbers(_ number: Int32, _ code: String, _ message: String) {
        let problem = HostProblem.last("write", "/x", errno: number)
        #expect(problem.code.rawValue == code)
        #expect(problem.exit == .step)
        #expect(problem.message == message)
    }

    @Test func tooManyFolders() {
        #expect(HostProblem.tooDeep("/x").message == "cannot remove `/x`: more than 500 folders inside each other")
    }
}
