using Ballast.Configuration;
using Ballast.Foundation.Disks;
using Ballast.Node;
using Ballast.Node.Groups;
using Ballast.Storage;
using Ballast.Storage.Log;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;
using Ballast.Transport.Connections;

namespace Ballast.Hosting;

/// <summary>The directories of this process's nodes below the data directory, and what is told where one cannot be used.</summary>
internal static class DataDirectories
{
    private const string NodeDirectory = "node-";

    /// <exception cref="StartException">One of them cannot be used; none is held.</exception>
    public static List<DirectoryDisk> Open(string data, IEnumerable<uint> nodes)
    {
        var directories = new List<DirectoryDisk>();
        try
        {
            foreach (var node in nodes)
                directories.Add(Open(data, node));
            return directories;
        }
        catch
        {
            directories.ForEach(static directory => directory.Dispose());
            throw;
        }
    }

    /// <summary>What keeps the data from being opened, for the operator.</summary>
    public static StartException Explain(Exception e, string data)
    {
        var full = Path.GetFullPath(data);
        return e switch
        {
            NodeFormatException or NewerFormatException =>
                new StartException(ExitCode.UnreadableData, $"The data in {full} cannot be opened, and are left as they are: {e.Message}"),
            LogCorruptException or LogGapException or LogMissingException or TreeCorruptException or TreeMissingException or PageCorruptException =>
                new StartException(ExitCode.UnreadableData, $"The data in {full} are damaged, and are left as they are: {e.Message}"),
            JoiningException => new ConfigurationException($"The node cannot join a cluster: {e.Message}"),
            UnauthorizedAccessException => new StartException(ExitCode.WrongSetting, $"The data in {full} may not be read and written by this user: {e.Message}"),
            DiskFullException => new StartException(ExitCode.DiskFailure, $"The disk of {full} is full: {e.Message}"),
            _ => new StartException(ExitCode.DiskFailure, $"The data in {full} cannot be opened: {e.Message}"),
        };
    }

    private static DirectoryDisk Open(string data, uint node)
    {
        var full = Path.GetFullPath(data);
        if (File.Exists(full))
            throw new ConfigurationException($"The data directory {full} is a file. Choose a directory with --{Settings.Data}.");
        try
        {
            return DirectoryDisk.OpenDirectory(Path.Combine(full, $"{NodeDirectory}{node}"));
        }
        catch (DiskInUseException)
        {
            throw new StartException(
                ExitCode.InUse, $"The data directory {full} is in use by another Ballast process. Stop that one, or choose another directory with --{Settings.Data}.");
        }
        catch (DiskFullException e)
        {
            throw Explain(e, data);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The data directory {full} cannot be written: {e.Message}");
        }
    }
}
