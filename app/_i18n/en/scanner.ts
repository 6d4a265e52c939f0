/** Words of the QR scanner. */
export const scanner = {
  label: 'Scan a QR code',
  picture: 'Camera view',
  again: 'Try again',
  fromPicture: 'Use an image',
  torch: 'Flashlight',
  choose: 'Camera',
  numbered: 'Camera {number}',
  dropHint: 'Or drop or paste a screenshot here.',
  noCode: 'Couldn’t find a readable QR code in this image. Try a sharper or larger one.',
  noPicture: 'The browser can’t open this file as an image.',
  noDetector: 'Couldn’t load the QR code reader. Check your connection and try again.',
  camera: {
    starting: 'Requesting camera access…',
    on: 'Looking for a code…',
    denied: 'The browser blocks the camera on this page. Allow it in the address bar, or use an image.',
    none: 'No camera found. Use an image instead.',
    busy: 'Another program is using the camera. Close it and try again.',
    insecure: 'Browsers only allow the camera on https pages. Use an image instead.',
  },
} as const
