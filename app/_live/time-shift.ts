'use client'

/** What is added to the device's times before they are shown: 0, unless the reader asked for corrected ones. */
import { createContext, useContext } from 'react'

const TimeShift = createContext(0)

export const TimeShiftProvider = TimeShift.Provider

export function useTimeShift(): number {
  return useContext(TimeShift)
}
