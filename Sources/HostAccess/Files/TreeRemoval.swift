import Foundation
import Vocabulary

/// Removes trees without ever leaving them: by open folders and names in them, so that no link, however it is swapped, leads out.
enum TreeRemoval {
    static func remove(_ path: AbsolutePath, below base: AbsolutePath) throws -> Change {
        guard let inner = path.below(base) else { throw HostProblem.outside(path, base) }
        try refuseMounts(at: inner, below: base)
        let number = Foundation.open(base.rawValue, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if number < 0, errno == ENOENT { return .alreadySo }
        try HostProblem.check(number, "open the folder", base.rawValue)
        var folder = FileDescriptor(adopting: number, path: base.rawValue)
        for name in inner.components.dropLast() {
            guard try folder.information(of: name) != nil else { return .alreadySo }
            folder = try folder.open(name, O_RDONLY | O_DIRECTORY, to: "open the folder")
        }
        guard try folder.information(of: inner.lastComponent) != nil else { return .alreadySo }
        try remove(inner.lastComponent, in: folder)
        try folder.sync()
        return .made
    }

    /// A folder of the same file system that is mounted somewhere else looks like any other folder: only the kernel's table tells. Looked at before
    /// anything is removed.
    private static func refuseMounts(at inner: RelativePath, below base: AbsolutePath) throws {
        #if os(Linux)
            // Mounts are a thread's; `self` would be those of the first one.
            guard let table = SystemFiles().text("proc/thread-self/mountinfo"), let real = realpath(base.rawValue, nil)
            else {
                return
            }
            defer { free(real) }
            guard let path = AbsolutePath(String(cString: real))?.appending(inner) else { return }
            for mounted in ProcText.mountPoints(table).compactMap({ AbsolutePath($0) })
            where mounted == path || mounted.below(path) != nil {
                throw HostProblem.mountInside(mounted.rawValue)
            }
        #endif
    }

    /// Removes an entry of an open folder with all that is in it.
    static func remove(_ name: String, in parent: FileDescriptor, depth: Int = 0) throws {
        guard let information = try parent.information(of: name) else { return }
        guard information.st_mode & S_IFMT == S_IFDIR else {
            try HostProblem.check(unlinkat(parent.number, name, 0), "remove", parent.path + "/" + name)
            return
        }
        guard depth < 500 else { throw HostProblem.tooDeep(parent.path + "/" + name) }
        // A mounted file system has another device number: its content is somebody's, whatever it is doing here.
        guard try parent.information().st_dev == information.st_dev else {
            throw HostProblem.mountInside(parent.path + "/" + name)
        }
        let folder = try parent.open(name, O_RDONLY | O_DIRECTORY, to: "open the folder")
        for inner in try folder.names() { try remove(inner, in: folder, depth: depth + 1) }
        try HostProblem.check(unlinkat(parent.number, name, AT_REMOVEDIR), "remove", folder.path)
    }
}
