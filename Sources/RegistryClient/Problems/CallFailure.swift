import Vocabulary

/// Makes problems of how one call failed.
struct CallFailure {
    /// What was tried, as it follows "cannot": "pull `redis:7`".
    let tried: String
    let host: RegistryHost
    let limits: RegistryClientLimits

    /// `CancellationError`, problems and errors of the caller's own pass through.
    func of(_ error: any Error) -> any Error {
        guard let failure = error as? ExchangeFailure else { return error }
        return problem(failure)
    }

    /// The registry, and the machine that stands for it where that has another name.
    private func place(_ failure: ExchangeFailure) -> String {
        failure.origin.address == host.name ? host.name : "\(host.name) (\(failure.origin.address))"
    }

    private func problem(_ failure: ExchangeFailure) -> Problem {
        let place = place(failure)
        switch failure.kind {
        case .unresolved, .refused, .connectTimedOut:
            return failure.proxy.map { proxyOutOfReach(failure.kind, $0, place) }
                ?? unreachable(failure.kind, failure.origin)
        case .proxy(let reason):
            return Problem(
                RegistryProblem.proxy, .prerequisite,
                "cannot \(tried): the proxy \(failure.proxy?.shown ?? "") does not let us through to the registry \(place): \(reason)",
                hint: "see what it answers with `curl -v \(failure.origin)/v2/`, which goes the same way")
        case .untrusted, .notTLS, .uncertified, .handshake: return tls(failure.kind, failure.origin)
        case .stalled:
            return Problem(
                RegistryProblem.timedOut, .step, "cannot \(tried): the registry \(place) did not go on",
                expected: "an answer within \(limits.answer), and then no silence longer than \(limits.stall)",
                consequence: "what has arrived is kept where the caller keeps it", hint: "try again")
        case .cut(let reason):
            return Problem(
                RegistryProblem.disconnected, .step,
                "cannot \(tried): the connection to the registry \(place) broke off", found: reason, hint: "try again")
        case .malformed(let what):
            return Problem(
                RegistryProblem.refused, .step, "cannot \(tried): what answers at \(place) is no registry",
                expected: "HTTP/1.1", found: what)
        case .status(let status, let message, let retryAfter):
            return answered(status, message, retryAfter, failure.origin)
        case .unauthorized(let message, let held): return unauthorized(message, held, failure.origin)
        case .redirect(let reason):
            return Problem(
                RegistryProblem.refused, .step,
                "cannot \(tried): the registry \(place) sent us on to where we do not go: \(reason)",
                consequence: "no password went there")
        case .lie(let expected, let found):
            return Problem(
                RegistryProblem.damaged, .step, "cannot \(tried): the registry \(place) sent something else",
                expected: expected, found: found, consequence: "it was not used")
        }
    }

    private func reason(_ kind: ExchangeFailure.Kind) -> String {
        switch kind {
        case .unresolved: "its name has no address"
        case .refused(let text): text
        default: "it did not take the connection within \(limits.connect)"
        }
    }

    private func proxyOutOfReach(_ kind: ExchangeFailure.Kind, _ proxy: ProxyAddress, _ place: String) -> Problem {
        Problem(
            RegistryProblem.proxy, .prerequisite,
            "cannot \(tried): cannot reach the proxy \(proxy.shown), which is the way to the registry \(place): \(reason(kind))",
            hint: "name another one in `HTTPS_PROXY`, or the registry in `NO_PROXY` to go there directly")
    }

    private func unreachable(_ kind: ExchangeFailure.Kind, _ origin: Origin) -> Problem {
        Problem(
            RegistryProblem.unreachable, .prerequisite,
            "cannot \(tried): cannot reach the registry \(place(ExchangeFailure(kind, at: origin))): \(reason(kind))",
            hint: "see whether it answers with `curl -v \(origin)/v2/`")
    }

    private func tls(_ kind: ExchangeFailure.Kind, _ origin: Origin) -> Problem {
        let place = place(ExchangeFailure(kind, at: origin))
        if case .untrusted(let reason) = kind {
            return Problem(
                RegistryProblem.tls, .prerequisite, "cannot \(tried): the registry \(place) is not trusted: \(reason)",
                consequence: "nothing was sent to it",
                hint:
                    "put the certificate of its authority into `/etc/docker/certs.d/\(origin.address)/ca.crt`, or name it with `--registry-ca FILE`"
            )
        }
        if case .notTLS = kind {
            return Problem(
                RegistryProblem.tls, .prerequisite, "cannot \(tried): the registry \(place) does not speak TLS",
                expected: "TLS, as plain HTTP was not declared for it", consequence: "nothing was sent to it",
                hint:
                    "see whether it speaks plain HTTP with `curl -v http://\(origin.address)/v2/`; then declare that with `--plain-http \(origin.address)`"
            )
        }
        if case .uncertified = kind {
            return Problem(
                RegistryProblem.tls, .prerequisite, "cannot \(tried): the registry \(place) wants to know who we are",
                found: "it wants a certificate of ours, and takes none or not this one",
                hint:
                    "put the certificate and its key into `/etc/docker/certs.d/\(origin.address)/client.cert` and `client.key`"
            )
        }
        var found = "\(kind)"
        if case .handshake(let reason) = kind { found = reason }
        return Problem(
            RegistryProblem.tls, .prerequisite, "cannot \(tried): TLS with the registry \(place) failed", found: found,
            hint: "see what it offers with `openssl s_client -connect \(origin.host):\(origin.port)`")
    }

    private func unauthorized(
        _ message: String?, _ held: ExchangeFailure.CredentialsHeld, _ origin: Origin
    ) -> Problem {
        let place = place(ExchangeFailure(.stalled, at: origin))
        return Problem(
            RegistryProblem.unauthorized, .prerequisite,
            held == .some
                ? "cannot \(tried): the registry \(place) does not take this log-in"
                : "cannot \(tried): the registry \(place) wants a log-in",
            found: message.map { "the registry says \"\($0)\"" }, hint: logIn)
    }

    private func answered(_ status: Int, _ message: String?, _ retryAfter: Duration?, _ origin: Origin) -> Problem {
        let place = place(ExchangeFailure(.stalled, at: origin))
        let said = message.map { ": \"\($0)\"" } ?? ""
        let found = "HTTP status \(status)"
        switch status {
        case 404:
            return Problem(
                RegistryProblem.notFound, .definition, "cannot \(tried): the registry \(place) does not have it\(said)",
                found: found, hint: "look for a wrong letter, or log in: some registries hide what is private. \(logIn)"
            )
        case 403:
            return Problem(
                RegistryProblem.unauthorized, .prerequisite,
                "cannot \(tried): the registry \(place) does not allow it\(said)", found: found, hint: logIn)
        case 429:
            let wait = retryAfter.map { "; it asks to wait \($0.components.seconds) s" } ?? ""
            return Problem(
                RegistryProblem.rateLimited, .step,
                "cannot \(tried): the registry \(place) takes no more requests for now\(said)", found: found + wait,
                hint: host.name == "docker.io" ? "log in for higher limits: \(logIn)" : "try again later")
        case 500...:
            return Problem(
                RegistryProblem.failed, .step, "cannot \(tried): the registry \(place) failed\(said)", found: found,
                hint: "try again later")
        default:
            return Problem(
                RegistryProblem.refused, .step, "cannot \(tried): the registry \(place) refused\(said)", found: found)
        }
    }

    private var logIn: String {
        host.name == "docker.io" ? "`docker login`" : "`docker login \(host.name)`"
    }
}
