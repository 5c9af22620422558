/// Which services are active: those without profiles, and those with an active one; `*` activates all.
struct Profiles {
    let active: [String]

    func select(_ services: ComposeMapping) -> (active: ComposeMapping, inactive: ComposeMapping) {
        var chosen = ComposeMapping()
        var rest = ComposeMapping()
        for entry in services.entries {
            let names = (entry.value["profiles"]?.list ?? []).compactMap(\.string)
            if names.isEmpty || active.contains("*") || names.contains(where: active.contains) {
                chosen.set(entry)
            } else {
                rest.set(entry)
            }
        }
        return (chosen, rest)
    }
}
