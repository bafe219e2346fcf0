// What Azure publishes: list prices in US dollars (West Europe, pay as you go, local redundancy) and documented limits.
// They change; docs/cost.md says when they were written down. Change them here, then run npm run cost.
const perTenThousand = (price) => price / 10_000
const perMillion = (price) => price / 1_000_000

export const prices = {
  execution: { each: perMillion(0.4), free: 250_000 },
  gigabyteSecond: { each: 0.000026, free: 100_000 },
  tableOperation: { each: perTenThousand(0.00036), free: 0 },
  queueOperation: { each: perTenThousand(0.0004), free: 0 },
  storedGigabyte: { each: 0.045, free: 0 },
  sentGigabyte: { each: 0.08, free: 100 },
  logGigabyte: { each: 2.76, free: 5 },
  secretOperation: { each: perTenThousand(0.03), free: 0 },
  alertRule: { each: 0.5, free: 0 },
}

export const limits = {
  /** What infra/bicep allows the app, so that a mistake does not become a bill; Azure allows 1,000. */
  instancesOfTheApp: 40,
  entitiesASecondOfAPartition: 2_000,
  requestsASecondOfAnAccount: 20_000,
  messagesASecondOfAQueue: 2_000,
  secretReadsInTenSecondsOfAVault: 4_000,
  /** All Flex Consumption apps of a subscription in a region, until Azure is asked for more. */
  gigabytesOfInstancesInARegion: 500,
}
