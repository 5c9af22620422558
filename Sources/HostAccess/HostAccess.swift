// HostAccess
