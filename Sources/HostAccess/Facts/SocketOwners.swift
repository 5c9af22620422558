#if os(Linux)
    import Vocabulary

    /// Finds which processes hold sockets, through the links of `/proc/PID/fd`. Without root only one's own processes can be looked into.
    struct SocketOwners {
        let system: SystemFiles

        struct Owner {
            var process: Int
            var name: String
        }

        /// Stops as soon as all are found.
        func find(_ inodes: Set<UInt64>) -> [UInt64: Owner] {
            var owners: [UInt64: Owner] = [:]
            let processes = system.names("proc").compactMap { Int($0) }.sorted()
            for process in processes where owners.count < inodes.count {
                for descriptor in system.names("proc/\(process)/fd") {
                    guard let link = system.link("proc/\(process)/fd/\(descriptor)"), link.hasPrefix("socket:["),
                        let inode = UInt64(link.dropFirst(8).dropLast()), inodes.contains(inode), owners[inode] == nil
                    else { continue }
                    let name = system.text("proc/\(process)/comm").map { String($0.prefix { $0 != "\n" }) } ?? "?"
                    owners[inode] = Owner(process: process, name: name)
                }
            }
            return owners
        }
    }
#endif
