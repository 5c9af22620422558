import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// Units as files, below a folder that stands in for `/`.
@Suite struct BootUnitTests {
    let folder: TemporaryFolder
    let host: LocalHost
    let unit = BootUnit(name: "valise-hello", content: "[Unit]\nDescription=hello\n")

    init() throws {
        folder = try TemporaryFolder()
        host = LocalHost(system: SystemFiles(), root: folder.path)
    }

    @Test func withoutSystemdNothingIsWritten() throws {
        #expect(try host.installBootUnit(unit) == .unsupported)
        #expect(try folder.names().isEmpty)
        #expect(try host.removeBootUnit(named: unit.name) == .alreadySo)
    }

    @Test func whereSystemdSleepsAUnitIsThereForTheNextBoot() throws {
        let program = try folder.write("", at: "lib/systemd/systemd")
        chmod(program.rawValue, 0o755)
        #expect(try !host.hasBootUnit(unit))
        #expect(try host.installBootUnit(unit) == .enabledForNextBoot)
        #expect(try host.hasBootUnit(unit))
        #expect(try host.installBootUnit(unit) == .alreadySo)
        let base = "etc/systemd/system/"
        #expect(
            try folder.read(base + "valise-hello.service")
                == Array("[Unit]\nDescription=hello\n\n[Install]\nWantedBy=multi-user.target\n".utf8))
        #expect(try folder.mode(base + "valise-hello.service") == 0o644)
        let link = try FileManager.default.destinationOfSymbolicLink(
            atPath: folder.path.appending(base + "multi-user.target.wants/valise-hello.service").rawValue)
        #expect(link == folder.path.appending(base + "valise-hello.service").rawValue)

        let changed = BootUnit(name: unit.name, content: "[Unit]\n")
        #expect(try !host.hasBootUnit(changed))
        #expect(try host.installBootUnit(changed) == .enabledForNextBoot)
        #expect(try host.removeBootUnit(named: unit.name) == .made)
        #expect(try host.names(in: folder.path.appending(base)) == ["multi-user.target.wants"])
        #expect(try host.names(in: folder.path.appending(base + "multi-user.target.wants")).isEmpty)
        #expect(try host.removeBootUnit(named: unit.name) == .alreadySo)
    }

    /// Without root: units of the person's own, which start with the host only where somebody has said so.
    @Test func aPersonWhoIsNotRootHasUnitsOfTheirOwn() throws {
        let program = try folder.write("", at: "lib/systemd/systemd")
        chmod(program.rawValue, 0o755)
        let home = folder.path.appending("home/field")
        let accounts = "root:x:0:0:root:/root:/bin/sh\nfield:x:4711:4711::\(home):/bin/sh\n"
        let manager = UnitManager.person(
            4711, ["HOME": home.rawValue, "USER": "root"], accounts: accounts, folder.path)
        let host = LocalHost(system: SystemFiles(), root: folder.path, manager: manager)
        #expect(try host.installBootUnit(unit) == .enabledForLogin)
        #expect(try host.installBootUnit(unit) == .alreadySo)
        let base = "home/field/.config/systemd/user/"
        #expect(
            try folder.read(base + "valise-hello.service")
                == Array("[Unit]\nDescription=hello\n\n[Install]\nWantedBy=default.target\n".utf8))
        let link = try FileManager.default.destinationOfSymbolicLink(
            atPath: folder.path.appending(base + "default.target.wants/valise-hello.service").rawValue)
        #expect(link == folder.path.appending(base + "valise-hello.service").rawValue)
        #expect(host.kind(of: folder.path.appending("etc/systemd/system")) == .missing)
        #expect(try host.removeBootUnit(named: unit.name) == .made)

        _ = try folder.write("", at: "var/lib/systemd/linger/field")
        #expect(try host.installBootUnit(unit) == .enabledForNextBoot)
        #expect(try host.removeBootUnit(named: unit.name) == .made)

        let elsewhere = UnitManager.person(
            4711, ["HOME": home.rawValue, "XDG_CONFIG_HOME": "/x/config", "USER": "guest"], accounts: nil, .root)
        #expect(elsewhere.folder.rawValue == "/x/config/systemd/user")
        #expect(elsewhere.runningMark.rawValue == "/run/user/4711/systemd")
        #expect(elsewhere.lingerMark?.rawValue == "/var/lib/systemd/linger/guest")
        #expect(UnitManager.person(1, ["HOME": "/home/a", "USER": "../b"], accounts: "", .root).lingerMark == nil)
    }

    @Test(arguments: ["hello", "valise-", "valise-../x", "valise-a/b", "valise-A", "../valise-a", "ssh"])
    func onlyUnitsOfOurs(_ name: String) throws {
        for attempt in [
            { _ = try host.installBootUnit(BootUnit(name: name, content: "")) },
            { _ = try host.removeBootUnit(named: name) },
        ] {
            let found = try problem(attempt)
            #expect(found.code == "host.unit-name")
            #expect(found.message == "`\(name)` is not a name for a unit of ours: `valise-NAME`")
        }
    }

    @Test func aProgramThatFailsIsQuoted() throws {
        let found = try problem {
            try SystemProgram(path: "/bin/ls", otherwise: "/usr/bin/ls").run(["/no/such"], seconds: 10)
        }
        #expect(found.code == "host.program-failed")
        #expect(found.message == "`/bin/ls /no/such` failed")
        #expect(found.found?.contains("No such file or directory") == true)
        let slow = try problem {
            try SystemProgram(path: "/bin/sleep", otherwise: "/usr/bin/sleep").run(["20"], seconds: 0.2)
        }
        #expect(slow.message == "`/bin/sleep 20` did not end")
    }
}
