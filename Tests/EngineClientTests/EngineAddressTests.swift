import EngineClient
import Testing
import Vocabulary

@Suite struct EngineAddressTests {
    @Test(arguments: [
        ("unix:///run/docker.sock", "unix:///run/docker.sock"), ("/run/docker.sock", "unix:///run/docker.sock"),
        ("unix:///run/../var/x.sock", "unix:///var/x.sock"), ("tcp://10.0.0.7", "tcp://10.0.0.7:2375"),
        ("tcp://edge-2:1234", "tcp://edge-2:1234"), ("tcp://edge-2:1234/", "tcp://edge-2:1234"),
        ("http://localhost:2375", "tcp://localhost:2375"), ("tcp://[::1]:2375", "tcp://[::1]:2375"),
        ("tcp://[fe80::1]", "tcp://[fe80::1]:2375"),
    ])
    func accepted(text: String, meaning: String) throws {
        #expect(try EngineAddress(parsing: text).description == meaning)
    }

    @Test(arguments: [
        ("", "engine.address-invalid"), ("docker", "engine.address-invalid"), ("unix://", "engine.address-invalid"),
        ("unix:/run/docker.sock", "engine.address-invalid"), ("unix://run/docker.sock", "engine.address-invalid"),
        ("tcp://", "engine.address-invalid"), ("tcp://h:0", "engine.address-invalid"),
        ("tcp://h:70000", "engine.address-invalid"), ("tcp://h:1:2", "engine.address-invalid"),
        ("tcp://h/path", "engine.address-invalid"), ("tcp://[::1", "engine.address-invalid"),
        ("tcp://[::1]2375", "engine.address-invalid"), ("npipe:////./pipe/docker", "engine.address-invalid"),
        ("fd://", "engine.address-invalid"), ("/" + String(repeating: "x", count: 107), "engine.address-invalid"),
        ("ssh://root@host", "engine.ssh-unsupported"), ("https://host:2376", "engine.tls-unsupported"),
    ])
    func refused(text: String, code: String) throws {
        let problem = try #require(throws: Problem.self) { try EngineAddress(parsing: text) }
        #expect(problem.code.rawValue == code)
        #expect(problem.exit == .usage)
        #expect(problem.message.contains("`\(text)`"))
        #expect(problem.hint != nil)
    }

    @Test func optionBeforeEnvironmentBeforeStandard() throws {
        #expect(
            try EngineAddress(option: "/a.sock", environment: ["DOCKER_HOST": "/b.sock"]).description
                == "unix:///a.sock")
        #expect(try EngineAddress(option: nil, environment: ["DOCKER_HOST": "/b.sock"]).description == "unix:///b.sock")
        #expect(try EngineAddress(option: nil, environment: ["DOCKER_HOST": ""]) == .standard)
        #expect(try EngineAddress(option: nil, environment: [:]) == .standard)
    }

    @Test func tlsThatTheEnvironmentAsksForIsRefused() throws {
        let environment = ["DOCKER_HOST": "tcp://host:2376", "DOCKER_TLS_VERIFY": "1"]
        let problem = try #require(throws: Problem.self) { try EngineAddress(option: nil, environment: environment) }
        #expect(problem.code == "engine.tls-unsupported")
        #expect(
            problem.message
                == "cannot use the engine address `tcp://host:2376`: TLS to an engine is not supported yet")
    }
}
