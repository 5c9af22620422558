public import Vocabulary

extension ComposeService {
    /// Whether the engine will look after the service's health: a check of the Compose file or of the image, and none that is switched off.
    public func hasHealthcheck(image: ImageConfiguration?) -> Bool {
        if let check = healthcheck {
            if check.isDisabled || check.test?.first == "NONE" { return false }
            if let test = check.test { return !test.isEmpty }
        }
        guard let test = image?.config?.healthcheck?.test, let first = test.first else { return false }
        return first != "NONE"
    }

    /// How long, in nanoseconds, a check may take before it has decided: the start period, then every try. 0 where there is none.
    public func timeToHealth(image: ImageConfiguration?) -> Int64 {
        guard hasHealthcheck(image: image) else { return 0 }
        let given = image?.config?.healthcheck
        // Defaults of the engine: 30 s, 30 s, 3, no start period (Docker Engine API 1.41, HealthConfig: 0 means inherit).
        let interval = healthcheck?.interval ?? given?.interval.positive ?? 30_000_000_000
        let timeout = healthcheck?.timeout ?? given?.timeout.positive ?? 30_000_000_000
        let retries = healthcheck?.retries.map(Int64.init) ?? given?.retries.positive ?? 3
        let start = healthcheck?.startPeriod ?? given?.startPeriod.positive ?? 0
        let (round, isTooLong) = interval.addingReportingOverflow(timeout)
        let (all, isFarTooLong) = round.multipliedReportingOverflow(by: max(1, retries))
        let (sum, isTooLongAtLast) = all.addingReportingOverflow(start)
        return isTooLong || isFarTooLong || isTooLongAtLast ? .max : sum
    }
}

extension Int64? {
    fileprivate var positive: Int64? { flatMap { $0 > 0 ? $0 : nil } }
}
