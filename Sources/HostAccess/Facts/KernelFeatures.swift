#if os(Linux)
    import Foundation
    import Vocabulary

    /// Finds what of the kernel engines need, in the order of cost: what is loaded, what is built in, what could be loaded. Kernels without
    /// a folder of modules (containers, small systems) are asked through their symbol table. What cannot be found out is left out.
    struct KernelFeatures {
        let system: SystemFiles
        let release: String

        /// A feature, and a function that only exists where it does.
        static let known: [(name: String, symbol: String)] = [
            ("overlay", "ovl_fill_super"), ("bridge", "br_add_if"), ("veth", "veth_newlink"),
            ("br_netfilter", "br_nf_pre_routing"), ("vxlan", "vxlan_xmit"), ("ip_vs", "ip_vs_conn_new"),
            ("ip_vs_rr", "ip_vs_rr_schedule"), ("xt_ipvs", "ipvs_mt"), ("nf_nat", "nf_nat_setup_info"),
            ("nf_conntrack", "nf_conntrack_in"), ("nf_tables", "nft_do_chain"), ("ip_tables", "ipt_do_table"),
        ]

        var all: [String: Bool] {
            let fileSystems = ProcText.fileSystems(system.text("proc/filesystems") ?? "")
            var present = ProcText.modules(system.text("proc/modules") ?? "")
            present.formUnion(system.names("sys/module"))
            let folder = "lib/modules/" + release
            let files = ["modules.builtin", "modules.dep"].compactMap { system.text("\(folder)/\($0)") }
            for text in files { present.formUnion(ProcText.moduleFiles(text)) }
            if fileSystems.contains("overlay") { present.insert("overlay") }
            if system.exists("proc/sys/net/bridge/bridge-nf-call-iptables") { present.insert("br_netfilter") }
            if system.exists("proc/net/ip_tables_names") { present.insert("ip_tables") }

            var features: [String: Bool] = [:]
            var unknown: [(name: String, symbol: String)] = []
            for feature in Self.known {
                if present.contains(feature.name) {
                    features[feature.name] = true
                } else if files.count == 2 {
                    features[feature.name] = false
                } else {
                    unknown.append(feature)
                }
            }
            if !unknown.isEmpty, let symbols = symbols(among: Set(unknown.map(\.symbol))) {
                for feature in unknown { features[feature.name] = symbols.contains(feature.symbol) }
            }
            return features
        }

        /// `/proc/kallsyms`: address, type, name, maybe module. Names are shown to everybody, addresses are not. `nil` where it is not there.
        private func symbols(among wanted: Set<String>) -> Set<String>? {
            guard let bytes = system.bytes("proc/kallsyms"), !bytes.isEmpty else { return nil }
            let names = Set(wanted.map { Array($0.utf8)[...] })
            var found: Set<String> = []
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
                guard words.count == 3 else { continue }
                let name = words[2].prefix { $0 != UInt8(ascii: "\t") }
                if names.contains(name) { found.insert(String(decoding: name, as: UTF8.self)) }
            }
            return found
        }
    }
#endif
