using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Ballast.Bench.Compare;
using Ballast.Bench.Load;

namespace Ballast.Bench.Measure;

/// <summary>How the reports are written for programs.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LoadReport))]
[JsonSerializable(typeof(ComparisonReport[]))]
[JsonSerializable(typeof(StartUpReport[]))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static void Write<T>(FileInfo? file, T report, JsonTypeInfo<T> type)
    {
        if (file is null)
            return;
        file.Directory?.Create();
        File.WriteAllBytes(file.FullName, JsonSerializer.SerializeToUtf8Bytes(report, type));
    }
}
