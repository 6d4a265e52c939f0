'use client'

/** The places of a stack in the sources, as far as the kept maps know them. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { CodePlace } from '#lib/viewer/stack-frames.ts'
import { hasMaps, type MappedPlaces, mapPlaces, mapsVersion, subscribeMaps } from './source-maps.ts'

const NONE: MappedPlaces = new Map()

/** `places` must stay the same array for the same stack. */
export function useMappedPlaces(places: readonly CodePlace[]): MappedPlaces {
  const version = useSyncExternalStore(subscribeMaps, mapsVersion, mapsVersion)
  const [mapped, setMapped] = useState(NONE)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for the kept maps
  useEffect(() => {
    let isCurrent = true
    const take = (found: MappedPlaces) => isCurrent && setMapped(found)
    if (places.length === 0 || !hasMaps()) take(NONE)
    // Without its database the browser has no maps either.
    else mapPlaces(places).then(take, () => take(NONE))
    return () => {
      isCurrent = false
    }
  }, [places, version])
  return mapped
}
