// Devices: asked for and changed by several pages.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, type Schemas } from "./client";
import { LIVE_MS } from "./jobs";

export type Device = Schemas["DeviceView"];
export type DeviceDetail = Schemas["DeviceDetailView"];
export type DeviceAttempt = Schemas["DeviceAttemptView"];
export type Utilization = Schemas["UtilizationView"];
export type DevicePage = Schemas["Envelope_Page_DeviceView"]["data"];

export const devicePath = (id: string) => `/api/v1/devices/${encodeURIComponent(id)}`;
/** The name of a device that a part of the address holds; the router has decoded all but the reserved characters. */
export function deviceOf(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The page of a device. */
export const addressOfDevice = (id: string) => `/devices/${encodeURIComponent(id)}`;

/** Devices that match; what they did lately comes with them, if asked for. */
export function useDevices(search: string) {
  return useQuery({
    queryKey: ["devices", search],
    queryFn: ({ signal }) => get<DevicePage>(`/api/v1/devices?${search}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });
}

export function useDevice(id: string) {
  return useQuery({
    queryKey: ["device", id],
    queryFn: ({ signal }) => get<DeviceDetail>(devicePath(id), signal),
    refetchInterval: LIVE_MS,
  });
}

/** Takes a device out of service, or puts it back. */
export function useQuarantine(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ deed, reason }: { deed: "quarantine" | "release"; reason: string }) =>
      post<Device>(`${devicePath(id)}/${deed}`, { reason }),
    onSuccess: () =>
      Promise.all(["device", "devices"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}
