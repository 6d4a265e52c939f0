'use client'

/** Milliseconds to add to the device's times before they are shown: 0 unless the reader has asked for corrected times. */
import { createContext, useContext } from 'react'

const TimeShift = createContext(0)

export const TimeShiftProvider = TimeShift.Provider

export function useTimeShift(): number {
  return useContext(TimeShift)
}
