import EngineClient
import Testing
import Vocabulary

@Suite struct EngineAddressTests {
    @Test(arguments: [
        ("unix:///run/docker.sock", "unix:///run/docker.sock"), ("/run/docker.sock", "unix:///run/docker.sock"),
        ("unix:///run/../var/x.sock", "unix:///var/x.sock"), ("tcp://10.0.0.7", "tcp://10.0.0.7:2375"),
        ("tcp://edge-2:1234", "tcp://edge-2:1234"), ("tcp://edge-2:1234/", "tcp://edge-2:1234"),
        ("http://localhost:2375", "tcp://localhost:2375"), ("tcp://[::1]:2375", "tcp://[::1]:2375"),
        ("tcp://[fe80::1]", "tcp://[fe80::1]:2375"), ("https://edge-2", "https://edge-2:2376"),
        ("https://[::1]:1/", "https://[::1]:1"),
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
        ("ssh://root@host", "engine.ssh-unsupported"), ("https://", "engine.address-invalid"),
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

    @Test func tlsThatTheEnvironmentAsksFor() throws {
        let environment = ["DOCKER_HOST": "tcp://host", "DOCKER_TLS_VERIFY": "1", "HOME": "/home/me"]
        let folder = try #require(AbsolutePath("/home/me/.docker"))
        #expect(
            try EngineAddress(option: nil, environment: environment)
                == .tls(host: "host", port: 2376, EngineCertificates(folder: folder)))
        let named = environment.merging(["DOCKER_CERT_PATH": "/certs"]) { $1 }
        #expect(
            try EngineAddress(option: nil, environment: named)
                == .tls(host: "host", port: 2376, AbsolutePath("/certs").map(EngineCertificates.init)))
        #expect(
            try EngineAddress(option: "/a.sock", environment: environment).description == "unix:///a.sock")
        #expect(
            try EngineAddress(option: nil, environment: environment.merging(["DOCKER_TLS_VERIFY": ""]) { $1 })
                == .tcp(host: "host", port: 2375))
    }
}
