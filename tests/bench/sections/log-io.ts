/** log.io, installed by npm into a cache folder of the system's and never into the project: what its server costs and loses. */

export interface LogIoResult {
  version: string
  cpuSecondsPerMillion: number
  delivered: number
  lostShare: number
}
