// Opening
