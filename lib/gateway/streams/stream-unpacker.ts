import { zstdDecoder } from "@/lib/gateway/handshake/zstd-dictionary";
import { BodyCompression } from "@/lib/octostream/generated/octostream/body-compression";
import { inflateData, type Inflated } from "@/lib/octostream/inflate-data";
import type { StreamFrame } from "@/lib/octostream/messages";
import { unpackInOrder, type OrderedUnpacker } from "@/lib/octostream/unpack-in-order";

export type StreamUnpacker = {
  /** The bytes of a frame; at once where nothing has to be unpacked, or little. */
  unpack(frame: Pick<StreamFrame, "data" | "compression" | "originalSize">): Promise<Inflated> | Inflated;
  end(): void;
};

/** Unpacks the frames of one stream: zlib frames each by itself, zstd frames as one. */
export function streamUnpacker(): StreamUnpacker {
  let zstd: OrderedUnpacker | undefined;
  return {
    unpack: (frame) => {
      if (frame.compression !== BodyCompression.Zstd || !frame.data?.length) return inflateData(frame);
      if (!zstd) {
        const decoder = zstdDecoder();
        zstd = decoder && unpackInOrder(decoder);
      }
      return zstd ? zstd.unpack(frame.data, frame.originalSize) : inflateData(frame);
    },
    end: () => zstd?.end(),
  };
}
