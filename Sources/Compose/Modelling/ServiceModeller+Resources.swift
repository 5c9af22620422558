import Vocabulary

extension ServiceModeller {
    func resources(_ value: ComposeValue) -> ComposeService.Resources {
        var resources = ComposeService.Resources()
        resources.memoryLimit = value.bytes("mem_limit")
        resources.memoryReservation = value.bytes("mem_reservation")
        resources.memorySwapLimit = value.bytes("memswap_limit")
        resources.memorySwappiness = value.bytes("mem_swappiness")
        resources.shmSize = value.bytes("shm_size")
        resources.cpus = value.decimal("cpus")
        resources.cpuCount = value.number("cpu_count")
        resources.cpuPercent = value.decimal("cpu_percent")
        resources.cpuShares = value.number("cpu_shares")
        resources.cpuPeriod = value.number("cpu_period")
        resources.cpuQuota = value.number("cpu_quota")
        resources.cpuRealtimePeriod = value.number("cpu_rt_period")
        resources.cpuRealtimeRuntime = value.number("cpu_rt_runtime")
        resources.cpuset = value.text("cpuset")
        resources.pidsLimit = value.number("pids_limit")
        resources.oomKillDisable = value.flag("oom_kill_disable") ?? false
        resources.oomScoreAdjustment = value.number("oom_score_adj")
        resources.blockIO = value["blkio_config"].map(blockIO)
        return resources
    }

    private func blockIO(_ value: ComposeValue) -> ComposeService.BlockIO {
        // The keys of devices are settled as the reference prints them.
        func amounts(_ key: String, _ amount: String) -> [ComposeService.DeviceAmount] {
            value.items(key).compactMap { item in
                guard let path = item.text("Path"), let amount = item.bytes(amount) ?? item.number(amount) else {
                    return nil
                }
                return ComposeService.DeviceAmount(path: path, amount: amount)
            }
        }
        return ComposeService.BlockIO(
            weight: value.count("weight"), weightDevices: amounts("weight_device", "Weight"),
            readBytes: amounts("device_read_bps", "Rate"), writeBytes: amounts("device_write_bps", "Rate"),
            readOperations: amounts("device_read_iops", "Rate"), writeOperations: amounts("device_write_iops", "Rate"))
    }

    func deviceRequest(_ value: ComposeValue) -> ComposeService.DeviceRequest {
        ComposeService.DeviceRequest(
            capabilities: value.texts("capabilities"), driver: value.text("driver"), count: value.count("count"),
            deviceIDs: value.texts("device_ids"), options: value.pairs("options"), position: value.position)
    }

    func deploy(_ value: ComposeValue) -> ComposeService.Deploy {
        var deploy = ComposeService.Deploy(position: value.position)
        deploy.mode = value.text("mode")
        deploy.replicas = value.count("replicas")
        deploy.labels = value.pairs("labels")
        deploy.endpointMode = value.text("endpoint_mode")
        deploy.limits = value["resources"]?["limits"].map(amounts)
        deploy.reservations = value["resources"]?["reservations"].map(amounts)
        if let policy = value["restart_policy"] {
            var restart = ComposeService.RestartPolicy()
            restart.condition = policy.text("condition")
            restart.delay = policy.duration("delay")
            restart.maximumAttempts = policy.count("max_attempts")
            restart.window = policy.duration("window")
            deploy.restartPolicy = restart
        }
        if let placement = value["placement"] {
            deploy.placement.constraints = placement.items("constraints").compactMap { item in
                item.string.map { .init(text: $0, position: item.position) }
            }
            deploy.placement.preferences = placement.items("preferences").compactMap { $0.text("spread") }
            deploy.placement.maximumReplicasPerNode = placement.count("max_replicas_per_node")
        }
        deploy.updateConfig = value["update_config"].map(update)
        deploy.rollbackConfig = value["rollback_config"].map(update)
        return deploy
    }

    private func amounts(_ value: ComposeValue) -> ComposeService.ResourceAmounts {
        var amounts = ComposeService.ResourceAmounts()
        amounts.cpus = value.decimal("cpus")
        amounts.memory = value.bytes("memory")
        amounts.pids = value.number("pids")
        amounts.devices = value.items("devices").map(deviceRequest)
        amounts.genericResources = value.items("generic_resources")
        return amounts
    }

    private func update(_ value: ComposeValue) -> ComposeService.UpdateConfig {
        var update = ComposeService.UpdateConfig()
        update.parallelism = value.count("parallelism")
        update.delay = value.duration("delay")
        update.failureAction = value.text("failure_action")
        update.monitor = value.duration("monitor")
        update.maximumFailureRatio = value.decimal("max_failure_ratio")
        update.order = value.text("order")
        return update
    }
}
