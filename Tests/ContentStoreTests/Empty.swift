// Tests of ContentStore.
